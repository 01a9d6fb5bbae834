import type { Ctx } from '../context.ts'
import { tellGroup } from '../tell.ts'
import type { DigestFacts, DigestNeeds, PoolDigest } from './digest-facts.ts'
import { isNews } from './is-news.ts'
import type { Span } from './read-pool.ts'
import { readPoolForGroup } from './without-high-risk.ts'

const NOBODYS: DigestNeeds = { decide: [], blockers: [], blockedJobs: 0, missing: [] }

/** A digest that still waits for the month's messages is old news: the newer one takes its place. */
async function dropHeld(tx: Ctx, lineTo: string): Promise<void> {
  await tx.db.delivery.updateMany({
    where: { lineTo, template: 'digest', status: 'held' },
    data: { status: 'settled', lastError: 'A newer digest took its place.' },
  })
}

/**
 * Tells the groups where the digest is switched on what is new in their pool, with nothing of high
 * risk and nothing to decide. It ends with the rights of the one who switched it on.
 *
 * @param subject the slot: a group is told of it once.
 * @returns the ids of the deliveries.
 */
export async function tellGroupDigests(tx: Ctx, span: Span, subject: string): Promise<string[]> {
  const groups = await tx.db.lineGroup.findMany({
    where: { digestOn: true, leftAt: null, digestSetter: { disabledAt: null } },
    orderBy: { id: 'asc' },
  })
  const pools = new Map<string | null, PoolDigest>()
  const told: string[] = []
  for (const { lineGroupId, locale, digestPool } of groups) {
    const pool = pools.get(digestPool) ?? (await readPoolForGroup(tx, digestPool, span))
    pools.set(digestPool, pool)
    if (locale === null || !isNews(pool, span)) continue
    await dropHeld(tx, lineGroupId)
    const [from, to] = [span.from.toISOString(), span.to.toISOString()]
    const digest: DigestFacts = { from, to, needs: NOBODYS, pool, inGroup: true }
    const id = await tellGroup(tx, { lineGroupId, locale }, subject, [{ kind: 'digest', digest }])
    if (id) told.push(id)
  }
  return told
}
