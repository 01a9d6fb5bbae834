import type { Actor, Ctx } from '../domain/context.ts'
import type { Services } from '../services.ts'

/** What handlers find in Hono's context. */
export type ApiEnv = {
  Variables: {
    services: Services
    requestId: string
    actor: Actor
    tokenId: string
    /** True for a request that a tool makes for one that was counted already. */
    isInner?: boolean
    /** So many bytes of its body were read. */
    bodyBytes?: number
  }
}

/** What a verb is given for a request: who acts comes from the token, never from the body. */
export function ctxOf(services: Services, actor: Actor): Ctx {
  return { db: services.db.prisma, clock: services.clock, ids: services.ids, actor }
}
