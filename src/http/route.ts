import type { ZodType, z } from 'zod'
import type { Role } from '../db/generated/client.ts'
import type { Ctx } from '../domain/context.ts'
import type { Services } from '../services.ts'

/** What a route answers. `keep: false`: the same key may be tried again, because nothing was done. */
export type Answered = { status: number; body: object; keep?: boolean }

/** Another way to write an answer than JSON: chosen with `?format=NAME`, or with `Accept: TYPE`. */
export type Format = { name: string; type: string; write: (body: object) => string }

/** Who may call: these roles, or everybody with a live token. */
export type Who = Role[] | 'any'

export type Call<B, Q> = {
  ctx: Ctx
  params: Record<string, string>
  body: B
  query: Q
  requestId: string
  found: unknown
  services: Services
  tokenId: string
  /** Aborts when the client has gone. */
  signal: () => AbortSignal
}

/** One route of /api/pls: the handler, the checks and the OpenAPI page are made from it. */
export type Route<B = unknown, Q = unknown> = {
  method: 'GET' | 'POST' | 'PATCH'
  /** With Hono's `:name` for parameters. */
  path: string
  who: Who
  summary: string
  params?: Record<string, ZodType>
  body?: ZodType<B>
  query?: ZodType<Q>
  /** Status → what the body is then. */
  answers: Record<number, ZodType>
  /** Beside JSON. */
  formats?: Format[]
  /** What takes long and must not hold a transaction: looked up first, given to `run` as `found`. */
  prepare?: (services: Services, body: B) => Promise<unknown>
  run: (call: Call<B, Q>) => Promise<Answered>
}

/** Keeps the types of a route's body and query while the table holds all routes alike. */
export function route<B extends ZodType, Q extends ZodType>(
  it: Omit<Route<z.output<B>, z.output<Q>>, 'body' | 'query'> & { body?: B; query?: Q },
): Route {
  return it as unknown as Route
}
