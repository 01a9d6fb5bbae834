import type { Ctx } from '../context.ts'
import { listReaders } from '../digests/readers.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { tellMembers } from '../tell.ts'
import { readReview } from './read-review.ts'

/**
 * The weekly review of the learning memory, to pool owners, PLS owners and Louis, with the question
 * what to change next week. A week without lessons and repeated errors is not told.
 *
 * @returns the ids of the deliveries.
 */
export async function tellWeeklyReview(tx: Ctx, { from, asOf, tellAs }: SlotRun): Promise<string[]> {
  const review = await readReview(tx, { from, to: asOf })
  if (review.lessons + review.repeated.length === 0) return []
  const readers = await listReaders(tx, ['pool_owner', 'pls_owner', 'louis'])
  return tellMembers(tx, readers, tellAs, [{ kind: 'review', review }])
}
