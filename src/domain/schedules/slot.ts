import type { Round } from '../../db/generated/client.ts'
import type { WallTime } from './local-time.ts'

/** The schedules that tell people something; each of their due times is a slot. */
export const SLOTTED = ['daily-digest', 'weekly-review', 'd7-scorecard', 'd14-matrix', 'd30-memory'] as const
export type ScheduleName = (typeof SLOTTED)[number]

export const isScheduleName = (it: string): it is ScheduleName => (SLOTTED as readonly string[]).includes(it)

/** When they are due, from the settings. */
export type SchedulePlan = {
  timeZone: string
  digest: WallTime
  review: WallTime
  scorecard: WallTime
}

/** The time of the wall at which a schedule is due. */
export function wallTimeOf(plan: SchedulePlan, name: ScheduleName): WallTime {
  if (name === 'daily-digest') return plan.digest
  return name === 'weekly-review' ? plan.review : plan.scorecard
}

/** One due time of one schedule. */
export type Slot = {
  schedule: ScheduleName
  dueAt: Date
  /** What is told once whatever its due time. */
  subject: string | null
  /** It tells what was known at this moment. */
  asOf: Date
  round: Round | null
}

/** What a schedule does with a slot: in its transaction, telling under its subject. */
export type SlotRun = Slot & {
  /** From where on it looks. */
  from: Date
  plan: SchedulePlan
  /** What its deliveries are of: equal ones are never owed twice. */
  tellAs: string
}
