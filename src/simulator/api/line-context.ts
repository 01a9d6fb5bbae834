import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { JsonObject } from '../state/records.ts'
import { LineError } from './line-error.ts'

export interface LineEnv {
  Bindings: HttpBindings
  Variables: { requestId: string; body: unknown }
}

export type LineContext = Context<LineEnv>

/** The parsed JSON body, which must be an object. */
export function requireBody(c: LineContext): JsonObject {
  const body = c.get('body')
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject
  if (!(c.req.header('content-type') ?? '').toLowerCase().includes('application/json')) {
    throw new LineError(415, 'Unsupported Media Type')
  }
  throw new LineError(400, 'The request body could not be parsed as JSON (line: -, column: -)')
}
