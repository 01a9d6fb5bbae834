import type { Ctx } from '../context.ts'

/** Invites that can still be used, the newest 50. */
export async function listOpenInvites(ctx: Ctx) {
  return ctx.db.invite.findMany({
    where: { usedAt: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { id: 'desc' },
    take: 50,
    select: { id: true, name: true, role: true, pool: true, createdAt: true, expiresAt: true },
  })
}
