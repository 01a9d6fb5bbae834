import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { findTokenActor } from '../domain/tokens/use.ts'
import { AppError } from '../errors.ts'
import { type ApiEnv, ctxOf } from './api-env.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,500})$/i

/** The token that a request brings; null: none that could be one. */
export const bearerToken = (c: Context): string | null =>
  BEARER.exec(c.req.header('authorization') ?? '')?.[1] ?? null

/** Finds out who calls by `Authorization: Bearer <token>`, looked up at each request: a revoked token ends at once. */
export const authenticate = createMiddleware<ApiEnv>(async (c, next) => {
  const token = bearerToken(c)
  if (!token) {
    throw new AppError(
      'no-token',
      'Send your token as "Authorization: Bearer <token>"; `countersign token create` makes one.',
    )
  }
  const actor = await findTokenActor(
    ctxOf(c.get('services'), { kind: 'system', name: 'authenticate' }),
    token,
  )
  if (actor.kind !== 'token') throw new AppError('unknown-token', 'This token is not known.')
  c.set('actor', actor)
  c.set('tokenId', actor.id)
  await next()
})
