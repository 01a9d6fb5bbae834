import type { Round } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { findOpenRound } from '../rounds/rounds.ts'
import { DAY, MATRIX_DAYS, MEMORY_DAYS, ROUND_DAYS } from '../rules.ts'
import { firstDueFrom } from './local-time.ts'
import type { ScheduleName, SchedulePlan, Slot } from './slot.ts'

const DAYS = { 'd7-scorecard': ROUND_DAYS, 'd14-matrix': MATRIX_DAYS, 'd30-memory': MEMORY_DAYS } as const
export type Milestone = keyof typeof DAYS

export const isMilestone = (it: ScheduleName): it is Milestone => it in DAYS

/** When a round has had the days of a milestone. */
export const reachedAt = (round: Pick<Round, 'startedAt'>, name: Milestone) =>
  new Date(round.startedAt.getTime() + DAYS[name] * DAY)

/** The set time of the day after a round has had its days; for one that was entered late, after that. */
export function milestoneDue(
  plan: SchedulePlan,
  round: Pick<Round, 'startedAt' | 'enteredAt'>,
  name: Milestone,
): Date {
  const reached = reachedAt(round, name)
  const entered = round.enteredAt ?? reached
  return firstDueFrom(plan.timeZone, plan.scorecard, entered > reached ? entered : reached)
}

/** The day-7 scorecard is due for every round; the later ones only while no newer round has begun. */
function isStillMeant(rounds: Round[], round: Round, name: Milestone, dueAt: Date): boolean {
  if (name === 'd7-scorecard') return round.judgedAt === null
  return !rounds.some((it) => it.startedAt > round.startedAt && it.startedAt < dueAt)
}

/** Milestones that are due and were not told: always made good, however late. */
export async function dueMilestones(ctx: Ctx, plan: SchedulePlan, name: Milestone): Promise<Slot[]> {
  const now = ctx.clock.now()
  const rounds = await ctx.db.round.findMany({
    where: { startedAt: { lte: now } },
    orderBy: { startedAt: 'asc' },
  })
  const told = await ctx.db.scheduleSlot.findMany({ where: { schedule: name, subject: { not: null } } })
  return rounds
    .map((round) => ({
      schedule: name,
      dueAt: milestoneDue(plan, round, name),
      subject: `round:${round.id}`,
      asOf: now,
      round,
    }))
    .filter(({ dueAt, round }) => dueAt <= now && isStillMeant(rounds, round, name, dueAt))
    .filter(({ subject }) => !told.some((it) => it.subject === subject))
}

/**
 * The slot of a milestone that somebody asks for: that of the round if it has had its days, and is
 * then told once; else a preview.
 *
 * @throws AppError `no-round`.
 */
export async function chosenMilestone(
  ctx: Ctx,
  plan: SchedulePlan,
  name: Milestone,
  at: Date | null,
): Promise<Slot> {
  const open = await findOpenRound(ctx)
  const round = open ?? (await ctx.db.round.findFirst({ orderBy: { startedAt: 'desc' } }))
  if (!round)
    throw new AppError('no-round', 'There was no round yet; start one with `countersign round start`.')
  const asOf = at ?? ctx.clock.now()
  const isReached = asOf >= reachedAt(round, name)
  if (at !== null) return { schedule: name, dueAt: at, subject: null, asOf, round }
  const dueAt = isReached
    ? milestoneDue(plan, round, name)
    : firstDueFrom(plan.timeZone, plan.scorecard, asOf)
  return { schedule: name, dueAt, subject: isReached ? `round:${round.id}` : null, asOf, round }
}
