import type { Ctx } from '../context.ts'
import { GATHER_TIME } from '../rules.ts'

/**
 * Until when a card waits for others like it; null: it is the first of its kind in a while and goes
 * out at once. Proposals that open at the same moment come here one after the other, because the
 * audit entry before holds the lock of the log.
 */
export async function gatheredUntil(tx: Ctx, lineTo: string, gatherKey: string): Promise<Date | null> {
  const first = await tx.db.delivery.findFirst({
    where: {
      lineTo,
      gatherKey,
      dueAt: null,
      createdAt: { gt: new Date(tx.clock.now().getTime() - GATHER_TIME) },
    },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  })
  return first && new Date(first.createdAt.getTime() + GATHER_TIME)
}
