import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { DIGEST_USEFUL_TIME, REVIEW_USEFUL_TIME } from '../rules.ts'
import { latestDue, localDateOf, momentOf } from './local-time.ts'
import { chosenMilestone, dueMilestones, isMilestone } from './milestones.ts'
import { runSlot, type SlotResult } from './run-slot.ts'
import { type ScheduleName, type SchedulePlan, SLOTTED, type Slot, wallTimeOf } from './slot.ts'

/** When a schedule was first looked at: what was due before that is nobody's debt. */
async function knownSince(ctx: Ctx, schedule: ScheduleName): Promise<Date> {
  const first = await ctx.db.scheduleSlot.aggregate({ where: { schedule }, _min: { ranAt: true } })
  if (first._min.ranAt) return first._min.ranAt
  const now = ctx.clock.now()
  await inTransaction(ctx, async (tx) => {
    const data = { schedule, dueAt: now, outcome: 'begin', coversUntil: now, ranAt: now }
    const { count } = await tx.db.scheduleSlot.createMany({ data, skipDuplicates: true })
    if (count > 0) await recordAudit(tx, 'schedule.begin', { subject: `schedule:${schedule}`, after: data })
  })
  return now
}

async function dueRecurring(
  ctx: Ctx,
  plan: SchedulePlan,
  schedule: 'daily-digest' | 'weekly-review',
): Promise<Slot[]> {
  const since = await knownSince(ctx, schedule)
  const now = ctx.clock.now()
  const dueAt = latestDue(plan.timeZone, wallTimeOf(plan, schedule), now)
  const usefulTime = schedule === 'daily-digest' ? DIGEST_USEFUL_TIME : REVIEW_USEFUL_TIME
  if (dueAt <= since || now.getTime() - dueAt.getTime() > usefulTime) return []
  const isDone = await ctx.db.scheduleSlot.findUnique({ where: { schedule_dueAt: { schedule, dueAt } } })
  return isDone ? [] : [{ schedule, dueAt, subject: null, asOf: now, round: null }]
}

/**
 * Runs what is due now and was not run yet, also what was missed and is still useful. Any replica may
 * do this at any time.
 *
 * @param only one schedule; default all.
 */
export async function runDueSlots(
  ctx: Ctx,
  plan: SchedulePlan,
  only: readonly ScheduleName[] = SLOTTED,
): Promise<SlotResult[]> {
  const results: SlotResult[] = []
  for (const name of only) {
    const due = isMilestone(name) ? await dueMilestones(ctx, plan, name) : await dueRecurring(ctx, plan, name)
    for (const slot of due) results.push(await runSlot(ctx, plan, slot))
  }
  return results
}

/**
 * Runs one slot because somebody asks for it; one that was run already sends nothing.
 *
 * @param at the due time; default: today's.
 * @throws AppError `no-round` where there is no round to tell of.
 */
export async function runSlotNow(
  ctx: Ctx,
  plan: SchedulePlan,
  schedule: ScheduleName,
  at: Date | null,
): Promise<SlotResult> {
  if (isMilestone(schedule)) return runSlot(ctx, plan, await chosenMilestone(ctx, plan, schedule, at))
  const asOf = at ?? ctx.clock.now()
  const today = localDateOf(plan.timeZone, asOf)
  const dueAt = at ?? momentOf(plan.timeZone, today, wallTimeOf(plan, schedule))
  return runSlot(ctx, plan, { schedule, dueAt, subject: null, asOf, round: null })
}
