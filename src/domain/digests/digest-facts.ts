import type { Criterion } from '../scorecard/scorecard.ts'

/** A count, and what it was in the time before. */
export type Trend = { n: number; before: number }

export type DigestEvent = { eventType: string } & Trend
export type DigestError = { eventType: string; phase: string; message: string } & Trend
export type DigestPolicy = { policyKey: string; allowedAction: string; riskLevel: 'low' | 'medium' | 'high' }

/** What happened in one pool, or (`pool` null) in all. Times are ISO strings. */
export type PoolDigest = {
  pool: string | null
  total: Trend
  byType: DigestEvent[]
  top: DigestError[]
  decided: (DigestPolicy & { status: 'approved' | 'rejected' | 'retired'; decidedBy: string })[]
  waiting: (DigestPolicy & { since: string })[]
  gates: { checked: number; failed: number; retryNeeded: number }
  priorities: { topic: string; priority: string }[]
}

/** What needs the reader himself. */
export type DigestNeeds = {
  /** Drafts that he may decide. */
  decide: (DigestPolicy & { since: string })[]
  /** So many of them were not sent as cards, because the month is short of messages. */
  keptBack?: number
  /** Workers that a person has to help. */
  blockers: { workerId: string; phase: string }[]
  /** Jobs whose newest gate check did not pass. */
  blockedJobs: number
  /** Points of the round that he can bring while there is time. */
  missing: Pick<Criterion, 'key' | 'required' | 'actual'>[]
}

/** The digest of one reader, or of a group, where nobody is asked for anything. */
export type DigestFacts = {
  from: string
  to: string
  needs: DigestNeeds
  pool: PoolDigest
  inGroup?: true
}
