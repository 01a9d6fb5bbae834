import { setTimeout as delay } from 'node:timers/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Fault, Platform } from '../platform.ts'
import type { LineContext } from './line-context.ts'
import { INTERNAL_ERROR, RATE_LIMITED, UNAUTHORIZED } from './line-error.ts'

/** More than LINE says in any answer. */
const HUGE_BYTES = 4 * 1024 * 1024

/** Takes the first planned fault for this path; a path ending in `*` means all that begin so. */
export function takeFault(platform: Platform, path: string): Fault | null {
  const fault = platform.faults.find((planned) => planned.times > 0 && matches(planned.path, path))
  if (!fault) return null
  fault.times -= 1
  if (fault.times === 0) platform.faults.splice(platform.faults.indexOf(fault), 1)
  return fault
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}

/** What LINE does in place of handling the request; null: it goes on to handle it. */
export async function faultBefore(c: LineContext, fault: Fault | null): Promise<Response | null> {
  switch (fault?.kind) {
    case '500-before':
      return c.json({ message: INTERNAL_ERROR }, 500)
    case '401':
      return c.json({ message: UNAUTHORIZED }, 401)
    case '429-rate':
      return c.json({ message: RATE_LIMITED }, 429)
    case 'hang-before':
      return hang(c)
    case 'slow':
      await delay(fault.ms)
      return null
    default:
      return null
  }
}

/** What the client gets although LINE has handled the request; null: the true answer. */
export async function faultAfter(c: LineContext, fault: Fault | null): Promise<Response | null> {
  switch (fault?.kind) {
    case '500-after':
      return c.json({ message: INTERNAL_ERROR }, 500)
    case 'hang-after':
      return hang(c)
    case 'huge-after':
      return c.json({ message: 'x'.repeat(HUGE_BYTES) })
    case 'html-after':
      return c.html('<!doctype html><title>Maintenance</title>')
    case 'reset-after':
      c.env.incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    default:
      return null
  }
}

/** Says nothing until the client gives up. */
async function hang(c: LineContext): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (c.env.outgoing.destroyed) resolve()
  else c.env.outgoing.once('close', () => resolve())
  await promise
  return RESPONSE_ALREADY_SENT
}
