import type { Ctx } from '../context.ts'
import { GATHER_TIME } from '../rules.ts'
import type { Tell } from '../tell.ts'
import { asksAbout } from './asks.ts'

/** Whether one of these cards still asks for something that nobody has decided. */
async function isAnyOpen(tx: Ctx, cards: { data: unknown }[]): Promise<boolean> {
  const asks = cards.flatMap((it) => asksAbout(it.data as Tell[]))
  const drafts = await tx.db.workerPolicyDecision.findMany({
    where: { id: { in: asks.map((it) => it.id) }, status: 'draft' },
    select: { id: true, version: true },
  })
  return drafts.some(({ id, version }) => asks.some((it) => it.id === id && it.version === version))
}

/**
 * Until when a card waits for others like it; null: it goes out at once, because it is the first of
 * its kind in a while, or because whoever gets it has decided all that came before. Proposals that
 * open at the same moment come here one after the other: the audit entry before holds the lock of
 * the log.
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
  if (!first) return null
  const since = await tx.db.delivery.findMany({
    where: { lineTo, gatherKey, createdAt: { gte: first.createdAt } },
    select: { data: true },
  })
  return (await isAnyOpen(tx, since)) ? new Date(first.createdAt.getTime() + GATHER_TIME) : null
}
