import type { PrismaClient } from '../db/generated/client.ts'
import { expireUnanswered } from '../domain/expire.ts'
import { askPolicies } from '../domain/policies/ask.ts'
import { judgeRepairs } from '../domain/repairs/judge-repairs.ts'
import { closeRound, startRound } from '../domain/rounds/rounds.ts'
import { DAY, HOUR } from '../domain/rules.ts'
import { planOf } from '../domain/schedules/plan.ts'
import { runDueSlots } from '../domain/schedules/run-due.ts'
import type { SchedulePlan } from '../domain/schedules/slot.ts'
import {
  askToAct,
  complain,
  decideWaiting,
  failOnce,
  learn,
  runAllowed,
  work,
} from './history/scenes-of-work.ts'
import { OPERATOR, openStage, type Stage } from './history/stage.ts'

/** How long the history is (days). */
export const HISTORY_DAYS = 30
/** On this day the first round ends and the second begins. */
const SECOND_ROUND = 15
/** So often the schedules are looked at (ms). */
const ROUND_OF_SCHEDULES = 6 * HOUR

export type SeedOptions = {
  /** The same seed and end make the same history. */
  seed: number
  /** Where the history ends; it begins thirty days before. */
  end: Date
  timeZone: string
}

const SYSTEM = { kind: 'system', name: 'seed' } as const

type Step = { at: number; run: (stage: Stage, plan: SchedulePlan) => Promise<unknown> }

async function askAndRun(stage: Stage): Promise<void> {
  const id = await askToAct(stage)
  await decideWaiting(stage)
  await runAllowed(stage, id)
}

/** What the bot itself does, whoever is there. */
async function runSchedules(stage: Stage, plan: SchedulePlan): Promise<void> {
  await stage.act(SYSTEM, (tx) => judgeRepairs(tx))
  await stage.act(SYSTEM, (tx) => runDueSlots(tx, plan))
}

/** What one day holds, in the order of its time. */
function stepsOf(stage: Stage, from: number): Step[] {
  const { chance } = stage
  const some = (count: number, run: Step['run']): Step[] =>
    Array.from({ length: count }, () => ({ at: from + chance.below(DAY), run }))
  return [
    ...some(6 + chance.below(8), failOnce),
    ...some(2 + chance.below(3), work),
    ...some(chance.happens(0.4) ? 1 : 0, learn),
    ...some(chance.happens(0.3) ? 1 : 0, complain),
    ...some(chance.happens(0.5) ? 1 : 0, askAndRun),
    ...some(2, decideWaiting),
    ...Array.from({ length: DAY / ROUND_OF_SCHEDULES }, (_, n) => ({
      at: from + n * ROUND_OF_SCHEDULES,
      run: runSchedules,
    })),
  ].sort((a, b) => a.at - b.at)
}

async function changeRounds(stage: Stage, day: number): Promise<void> {
  if (day === 0) {
    await stage.act(OPERATOR, (tx) => startRound(tx, '第一輪：讓自我修復看得到'))
    await stage.act(OPERATOR, (tx) => askPolicies(tx))
  }
  if (day === SECOND_ROUND) {
    await learn(stage)
    await stage.act(OPERATOR, (tx) => closeRound(tx))
    await stage.act(OPERATOR, (tx) => startRound(tx, '第二輪：讓自我修復管得到'))
  }
}

/**
 * Plays thirty days of three pools and twelve workers into an empty database, through the same verbs
 * as in life, with a clock that is moved. What was owed to LINE counts as sent.
 */
export async function seedHistory(db: PrismaClient, { seed, end, timeZone }: SeedOptions): Promise<void> {
  const start = end.getTime() - HISTORY_DAYS * DAY
  const stage = await openStage(db, seed, new Date(start))
  const plan = planOf({ timeZone, digestTime: '09:00', scorecardTime: '10:00', reviewTime: 'fri 16:00' })
  for (let day = 0; day < HISTORY_DAYS; day += 1) {
    const from = start + day * DAY
    stage.moveTo(new Date(from))
    await changeRounds(stage, day)
    for (const { at, run } of stepsOf(stage, from)) {
      // An hour before the end nothing new begins, so that the end is the end.
      stage.moveTo(new Date(Math.min(at, end.getTime() - HOUR)))
      await stage.act(SYSTEM, (tx) => expireUnanswered(tx))
      await run(stage, plan)
    }
    stage.moveTo(new Date(from + DAY - 1))
    await stage.act(SYSTEM, (tx) => judgeRepairs(tx))
    await stage.act(SYSTEM, (tx) => runDueSlots(tx, plan))
  }
}
