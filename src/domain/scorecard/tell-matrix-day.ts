import { Prisma, type Round } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { listReaders } from '../digests/readers.ts'
import { QUESTIONS } from '../policies/ask.ts'
import { MATRIX_DAYS } from '../rules.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { tellMembers } from '../tell.ts'
import type { MatrixDayFacts, MatrixPointKey } from './scorecard-facts.ts'

/** How often each table was used in a round; the answers to the ask count from whenever they are. */
async function countUse(
  tx: Ctx,
  { startedAt: from }: Round,
  to: Date,
): Promise<Record<MatrixPointKey, number>> {
  const [row] = await tx.db.$queryRaw<Record<MatrixPointKey, number>[]>(Prisma.sql`
    select
      (select count(*) from worker_policy_decisions where policy_key like 'ask:%' and status <> 'draft')::int as questions_answered,
      (select count(*) from jobs where created_at >= ${from} and created_at < ${to})::int as jobs_known,
      (select count(*) from jobs where claimed_at >= ${from} and claimed_at < ${to})::int as leases_claimed,
      (select count(*) from job_progress where at >= ${from} and at < ${to})::int as progress_noted,
      (select count(*) from job_artifacts where at >= ${from} and at < ${to})::int as artifacts_recorded,
      (select count(*) from jobs where completed_at >= ${from} and completed_at < ${to})::int as completed_through_gate,
      (select count(*) from self_heal_actions where created_at >= ${from} and created_at < ${to})::int as actions_asked`)
  const none = {
    questions_answered: 0,
    jobs_known: 0,
    leases_claimed: 0,
    progress_noted: 0,
    artifacts_recorded: 0,
    completed_through_gate: 0,
    actions_asked: 0,
  }
  return row ?? none
}

/** Which tables and which part of the matrix a round uses. */
export async function readMatrixDay(tx: Ctx, round: Round, to: Date): Promise<MatrixDayFacts> {
  const counted = await countUse(tx, round, to)
  const needed = (key: MatrixPointKey) => (key === 'questions_answered' ? QUESTIONS.length : 1)
  const points = (Object.keys(counted) as MatrixPointKey[]).map((key) => ({
    key,
    actual: counted[key],
    met: counted[key] >= needed(key),
  }))
  return { topic: round.topic, day: MATRIX_DAYS, points }
}

/** Day 14, to Louis, the PLS owners and the pool owners. Returns the ids of the deliveries. */
export async function tellMatrixDay(tx: Ctx, { round, asOf, tellAs }: SlotRun): Promise<string[]> {
  if (!round) return []
  const matrix = await readMatrixDay(tx, round, asOf)
  const readers = await listReaders(tx, ['louis', 'pls_owner', 'pool_owner'])
  return tellMembers(tx, readers, tellAs, [{ kind: 'matrix-day', matrix }])
}
