import type { Round } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { listReaders } from '../digests/readers.ts'
import { reachedAt } from '../schedules/milestones.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { tellMembers } from '../tell.ts'
import { type Scorecard, scoreWindow } from './scorecard.ts'
import { readTrend } from './trend.ts'
import { canBring } from './who-brings.ts'

const missingOf = ({ adoption }: Scorecard) => adoption.criteria.filter((it) => !it.met).map((it) => it.key)

/** Writes the verdict onto the round. Too little upgrades nothing: it marks the round and says what is missing. */
async function judgeRound(tx: Ctx, round: Round, scorecard: Scorecard): Promise<void> {
  const { verdict } = scorecard.adoption
  const data = { adoptionVerdict: verdict, adoptionMissing: missingOf(scorecard), judgedAt: tx.clock.now() }
  await tx.db.round.update({ where: { id: round.id }, data })
  await recordAudit(tx, 'round.judge', {
    subject: `round:${round.id}`,
    before: { adoptionVerdict: round.adoptionVerdict, adoptionMissing: round.adoptionMissing },
    after: { ...data, criteria: scorecard.adoption.criteria },
  })
}

/**
 * The day-7 scorecard, to Louis, the PLS owners and the pool owners. It judges the round; before its
 * days are over it is a preview and judges nothing.
 *
 * @returns the ids of the deliveries.
 */
export async function tellScorecard(tx: Ctx, run: SlotRun): Promise<string[]> {
  const { round, asOf, plan } = run
  if (!round) return []
  const isJudgement = asOf >= reachedAt(round, 'd7-scorecard')
  const to = round.closedAt && round.closedAt < asOf ? round.closedAt : asOf
  const scorecard = await scoreWindow(tx, { round, from: round.startedAt, to, now: asOf })
  if (isJudgement) await judgeRound(tx, round, scorecard)
  const trend = await readTrend(tx, plan.timeZone, to)
  const told: string[] = []
  for (const reader of await listReaders(tx, ['louis', 'pls_owner', 'pool_owner'])) {
    const yours = missingOf(scorecard).filter((it) => canBring(reader.role, it))
    const card = { scorecard, trend, isJudgement, yours }
    told.push(...(await tellMembers(tx, [reader], run.tellAs, [{ kind: 'scorecard', card }])))
  }
  return told
}
