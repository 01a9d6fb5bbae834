import type { Ctx } from '../context.ts'
import { listReaders } from '../digests/readers.ts'
import { readReview } from '../reviews/read-review.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { tellMembers } from '../tell.ts'

/** Day 30: the learning memory of the whole round. Returns the ids of the deliveries. */
export async function tellMemoryDay(tx: Ctx, { round, from, asOf, tellAs }: SlotRun): Promise<string[]> {
  if (!round) return []
  const review = await readReview(tx, { from, to: asOf })
  const readers = await listReaders(tx, ['louis', 'pls_owner', 'pool_owner'])
  return tellMembers(tx, readers, tellAs, [
    { kind: 'review', review: { ...review, topicOfRound: round.topic } },
  ])
}
