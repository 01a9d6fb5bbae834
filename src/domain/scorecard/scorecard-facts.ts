import type { Criterion, Scorecard } from './scorecard.ts'
import type { TrendDay } from './trend.ts'

/** The scorecard as its card shows it to one reader. */
export type ScorecardFacts = {
  scorecard: Scorecard
  trend: TrendDay[]
  /** The day of the round that the card is for: 7, or (a preview, an answer in chat) the day it is. */
  isJudgement: boolean
  /** What is missing and the reader can bring himself. */
  yours: Criterion['key'][]
}

/** A point of a later milestone: how many there are, and whether that is enough. */
export type MilestonePoint<K extends string> = { key: K; actual: number; met: boolean }

export type MatrixPointKey =
  | 'questions_answered'
  | 'jobs_known'
  | 'leases_claimed'
  | 'progress_noted'
  | 'artifacts_recorded'
  | 'completed_through_gate'
  | 'actions_asked'

/** Day 14: are the approval matrix and the tables of jobs in use? */
export type MatrixDayFacts = {
  topic: string
  day: number
  points: MilestonePoint<MatrixPointKey>[]
}
