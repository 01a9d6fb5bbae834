import type { Ctx } from '../context.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { tellGroup } from '../tell.ts'
import type { DigestFacts, DigestNeeds } from './digest-facts.ts'
import { isNews } from './is-news.ts'
import { listHeldDigests, replaceHeld, startWith } from './kept-back.ts'
import { readOnce } from './read-once.ts'
import type { Span } from './read-pool.ts'
import { readPoolForGroup } from './without-high-risk.ts'

const NOBODYS: DigestNeeds = { decide: [], blockers: [], blockedJobs: 0, missing: [] }

/**
 * Tells the groups where the digest is switched on what is new in their pool, with nothing of high
 * risk and nothing to decide. It ends with the rights of the one who switched it on. A digest that
 * still waits for the month's messages gives way to the newer one, which tells of its time too.
 *
 * @returns the ids of the deliveries.
 */
export async function tellGroupDigests(tx: Ctx, run: SlotRun): Promise<string[]> {
  const groups = await tx.db.lineGroup.findMany({
    where: { digestOn: true, leftAt: null, digestSetter: { disabledAt: null } },
    orderBy: { id: 'asc' },
  })
  const read = readOnce((pool, span) => readPoolForGroup(tx, pool, span))
  const told: string[] = []
  for (const { lineGroupId, locale, digestPool } of groups) {
    const held = await listHeldDigests(tx, lineGroupId)
    const span: Span = { from: startWith(held, run.from), to: run.asOf }
    const pool = await read(digestPool, span)
    if (locale === null || !isNews(pool, span)) continue
    const [from, to] = [span.from.toISOString(), span.to.toISOString()]
    const digest: DigestFacts = { from, to, needs: NOBODYS, pool, inGroup: true }
    const id = await tellGroup(tx, { lineGroupId, locale }, run.tellAs, [{ kind: 'digest', digest }])
    if (!id) continue
    await replaceHeld(tx, held, id)
    told.push(id)
  }
  return told
}
