import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { tellDailyDigest } from '../digests/tell-daily-digest.ts'
import { tellWeeklyReview } from '../reviews/tell-weekly-review.ts'
import { DIGEST_LOOKBACK, REVIEW_LOOKBACK } from '../rules.ts'
import { tellMatrixDay } from '../scorecard/tell-matrix-day.ts'
import { tellMemoryDay } from '../scorecard/tell-memory-day.ts'
import { tellScorecard } from '../scorecard/tell-scorecard.ts'
import type { ScheduleName, SchedulePlan, Slot, SlotRun } from './slot.ts'

/** Schedule → what it tells; the ids of the deliveries, none if there is nothing to tell. */
const RUNS: Record<ScheduleName, (tx: Ctx, run: SlotRun) => Promise<string[]>> = {
  'daily-digest': tellDailyDigest,
  'weekly-review': tellWeeklyReview,
  'd7-scorecard': tellScorecard,
  'd14-matrix': tellMatrixDay,
  'd30-memory': tellMemoryDay,
}

export type SlotResult = { schedule: ScheduleName; dueAt: Date; ran: boolean; deliveries: string[] }

/** Where the last slot ended, so that nothing is told twice and nothing is left out after a silence. */
async function startOf(tx: Ctx, { schedule, asOf, round }: Slot): Promise<Date> {
  if (round) return round.startedAt
  const lookback = schedule === 'daily-digest' ? DIGEST_LOOKBACK : REVIEW_LOOKBACK
  const last = await tx.db.scheduleSlot.aggregate({
    where: { schedule, outcome: { not: 'begin' }, coversUntil: { lt: asOf } },
    _max: { coversUntil: true },
  })
  if (last._max.coversUntil) return last._max.coversUntil
  const first = new Date(asOf.getTime() - lookback)
  const begin = await tx.db.scheduleSlot.findFirst({
    where: { schedule, outcome: 'begin' },
    orderBy: { dueAt: 'asc' },
  })
  return begin && begin.dueAt < first ? begin.dueAt : first
}

/**
 * Runs one slot, once over all replicas: the claim, what is owed for it and its audit entry are one
 * transaction. Whoever comes second finds it claimed; after a crash nothing of it is there.
 */
export async function runSlot(ctx: Ctx, plan: SchedulePlan, slot: Slot): Promise<SlotResult> {
  const { schedule, dueAt, subject, asOf } = slot
  return inTransaction(ctx, async (tx) => {
    const from = await startOf(tx, slot)
    const { count } = await tx.db.scheduleSlot.createMany({
      data: { schedule, dueAt, subject, outcome: 'nothing', coversUntil: asOf, ranAt: tx.clock.now() },
      skipDuplicates: true,
    })
    if (count === 0) return { schedule, dueAt, ran: false, deliveries: [] }
    const tellAs = `slot:${schedule}:${dueAt.toISOString()}`
    const deliveries = await RUNS[schedule](tx, { ...slot, from, plan, tellAs })
    const outcome = deliveries.length > 0 ? 'told' : 'nothing'
    await tx.db.scheduleSlot.update({
      where: { schedule_dueAt: { schedule, dueAt } },
      data: { outcome, recipients: deliveries.length },
    })
    await recordAudit(tx, 'schedule.run', {
      subject: tellAs,
      after: { outcome, from, asOf, subject, recipients: deliveries.length },
    })
    return { schedule, dueAt, ran: true, deliveries }
  })
}
