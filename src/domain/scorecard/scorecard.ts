import type { Round } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { findOpenRound } from '../rounds/rounds.ts'
import { ADOPTION, DAY, ROUND_DAYS } from '../rules.ts'
import { type Counts, countWindow } from './count-window.ts'

export type Criterion = { key: keyof typeof ADOPTION; required: number; actual: number; met: boolean }
export type Verdict = 'sufficient' | 'worker_adoption_insufficient' | 'pending'

function criteriaOf(counts: Counts): Criterion[] {
  const actual: Record<keyof typeof ADOPTION, number> = {
    repair_events: counts.events.total,
    artifact_gate_passed: counts.gates.passed,
    policy_decided: counts.policiesDecided,
    prompt_or_tooling_adjusted: counts.adjusted,
    lesson_recorded: counts.learning.updates,
  }
  return (Object.keys(ADOPTION) as (keyof typeof ADOPTION)[]).map((key) => ({
    key,
    required: ADOPTION[key],
    actual: actual[key],
    met: actual[key] >= ADOPTION[key],
  }))
}

/** Enough is enough on any day; too little is only said of a round whose days are over. */
function verdictOf(criteria: Criterion[], isOver: boolean): Verdict {
  if (criteria.every((it) => it.met)) return 'sufficient'
  return isOver ? 'worker_adoption_insufficient' : 'pending'
}

/** Day 1 is the day of the start. */
const dayOf = (round: Round, at: Date) =>
  Math.max(1, Math.floor((at.getTime() - round.startedAt.getTime()) / DAY) + 1)

function phaseOf(day: number): 'D1' | 'D7' | 'D14' | 'D30' {
  if (day <= 1) return 'D1'
  if (day <= 7) return 'D7'
  return day <= 14 ? 'D14' : 'D30'
}

/** The round that a window is about: the newest that had begun before its end and not ended before its start. */
async function roundOf(ctx: Ctx, from: Date | null, to: Date): Promise<Round | null> {
  if (from === null) {
    const open = await findOpenRound(ctx)
    return open ?? ctx.db.round.findFirst({ orderBy: { startedAt: 'desc' } })
  }
  return ctx.db.round.findFirst({
    where: { startedAt: { lt: to }, OR: [{ closedAt: null }, { closedAt: { gt: from } }] },
    orderBy: { startedAt: 'desc' },
  })
}

async function windowOf(ctx: Ctx, input: { from?: string; to?: string }): Promise<Scope> {
  const now = ctx.clock.now()
  const given = input.from ? new Date(input.from) : null
  const round = await roundOf(ctx, given, input.to ? new Date(input.to) : now)
  const from = given ?? round?.startedAt ?? new Date(now.getTime() - ROUND_DAYS * DAY)
  // What came after a round does not count for it.
  const end = given === null && round?.closedAt ? round.closedAt : now
  const to = input.to ? new Date(input.to) : end
  if (from > to) {
    throw new AppError('bad-input', '"from" lies after "to".', {
      problems: [{ path: 'from', message: 'must not lie after "to"' }],
    })
  }
  return { round, from, to, now }
}

type Scope = { round: Round | null; from: Date; to: Date; now: Date }

/**
 * The scorecard of a window, as it stands at a moment.
 *
 * @param scope `to` is not in the window; the round's day is that of the window's end, of `now` or of
 *   the round's closing, whichever is earliest.
 */
export async function scoreWindow(ctx: Ctx, { round, from, to, now }: Scope) {
  const counts = await countWindow(ctx, from, to)
  const { policiesDecided: _, adjusted: __, ...shown } = counts
  const criteria = criteriaOf(counts)
  const judgedAt = round?.closedAt ?? (to < now ? to : now)
  const day = round ? dayOf(round, judgedAt) : 0
  const isOver = round !== null && (round.closedAt !== null || day > ROUND_DAYS)
  return {
    round: round && {
      id: round.id,
      topic: round.topic,
      started_at: round.startedAt.toISOString(),
      day,
      phase: phaseOf(day),
    },
    window: { from: from.toISOString(), to: to.toISOString() },
    ...shown,
    adoption: { verdict: verdictOf(criteria, isOver), criteria },
  }
}

/**
 * The reliability scorecard: one computation for API, card and console. Without a window it is that
 * of the open (or newest) round until now, or until it was closed.
 *
 * @param input ISO 8601; `from` counts, `to` does not.
 * @throws AppError `bad-input`.
 */
export async function getScorecard(ctx: Ctx, input: { from?: string; to?: string }): Promise<Scorecard> {
  return scoreWindow(ctx, await windowOf(ctx, input))
}

export type Scorecard = Awaited<ReturnType<typeof scoreWindow>>
