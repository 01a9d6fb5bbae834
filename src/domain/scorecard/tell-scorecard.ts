import type { Round } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { listReaders, type Reader } from '../digests/readers.ts'
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

/** Louis, the PLS owners and the D7 owner; until one is chosen, every pool owner. */
async function listTold(tx: Ctx, { d7OwnerId }: Round): Promise<Reader[]> {
  const readers = await listReaders(tx, ['louis', 'pls_owner', 'pool_owner'])
  const owner = readers.find((it) => it.id === d7OwnerId)
  return readers.filter((it) => it.role !== 'pool_owner' || !owner || it.id === owner.id)
}

/**
 * The day-7 scorecard, to Louis, the PLS owners and the D7 owner. It judges the round; before its
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
  for (const reader of await listTold(tx, round)) {
    const yours = missingOf(scorecard).filter((it) => canBring(reader.role, it))
    const card = { scorecard, trend, isJudgement, yours }
    told.push(...(await tellMembers(tx, [reader], run.tellAs, [{ kind: 'scorecard', card }])))
  }
  return told
}
