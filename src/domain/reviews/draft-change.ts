import type { LearningMemoryUpdate, WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { CATALOGUE } from '../catalogue.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { listReachable } from '../members/read.ts'
import { createDraft } from '../policies/draft.ts'
import { policyFacts } from '../policies/facts.ts'
import { cardSubject } from '../policies/holders.ts'
import { type ChangeEvidence, tellMembers } from '../tell.ts'

export const CHANGES = ['change_prompt', 'change_tooling'] as const
export type Change = (typeof CHANGES)[number]

/** One draft for each lesson and kind of change: `review:change_prompt:<lesson>`. */
const keyOf = (change: Change, lesson: LearningMemoryUpdate) => `review:${change}:${lesson.id}`

const evidenceOf = (lesson: LearningMemoryUpdate, askedBy: string): ChangeEvidence => ({
  topic: lesson.topicKey,
  lesson: lesson.lesson,
  priority: lesson.nextRoundPriority,
  signal: lesson.adoptionSignal,
  jobId: lesson.jobId,
  askedBy,
})

/** The lesson behind a draft that a review made; null: another draft. */
export async function findChangeEvidence(
  ctx: Ctx,
  policy: Pick<WorkerPolicyDecision, 'policyKey' | 'requestedBy'>,
): Promise<ChangeEvidence | null> {
  const [kind, , lessonId] = policy.policyKey.split(':')
  if (kind !== 'review' || !lessonId || !isUuid(lessonId)) return null
  const lesson = await ctx.db.learningMemoryUpdate.findUnique({ where: { id: lessonId } })
  const memberId = policy.requestedBy.replace(/^member:/, '')
  const asker = isUuid(memberId) ? await ctx.db.member.findUnique({ where: { id: memberId } }) : null
  return lesson && evidenceOf(lesson, asker?.name ?? '–')
}

/** Those who may decide it: not the one who asks, and Louis where nobody else is there. */
async function listDeciders(tx: Ctx) {
  const isSelf = (id: string) => actorRef(tx.actor) === `member:${id}`
  const owners = (await listReachable(tx, ['pls_owner'])).filter((it) => !isSelf(it.id))
  return owners.length > 0 ? owners : (await listReachable(tx, ['louis'])).filter((it) => !isSelf(it.id))
}

/**
 * Makes a lesson a draft decision: "change the prompt", "change the tooling". Somebody else decides it.
 *
 * @returns the draft; `isNew` is false if somebody had asked for the same already.
 * @throws AppError `wrong-role`, `not-found`.
 */
export async function draftChange(
  ctx: Ctx,
  input: { lessonId: string; change: Change },
): Promise<{ policy: WorkerPolicyDecision; lesson: LearningMemoryUpdate; isNew: boolean }> {
  requireRole(ctx.actor, 'pool_owner', 'pls_owner', 'louis')
  const { lessonId, change } = input
  return inTransaction(ctx, async (tx) => {
    const lesson = isUuid(lessonId)
      ? await tx.db.learningMemoryUpdate.findUnique({ where: { id: lessonId } })
      : null
    if (!lesson) throw new AppError('not-found', `There is no lesson ${lessonId}.`)
    const policyKey = keyOf(change, lesson)
    // Two who tap at once make one draft.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${policyKey}, 0))`
    const known = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey } })
    if (known) return { policy: known, lesson, isNew: false }
    const riskLevel = CATALOGUE[change].risk
    const policy = await createDraft(tx, { policyKey, allowedAction: change, riskLevel })
    await recordAudit(tx, 'policy.draft', {
      subject: `policy:${policy.id}`,
      after: policyFacts(policy),
      reason: lesson.nextRoundPriority,
    })
    const evidence = evidenceOf(lesson, tx.actor.name)
    await tellMembers(tx, await listDeciders(tx), cardSubject(policy), [
      { kind: 'change-draft', policy: policyFacts(policy), evidence },
    ])
    return { policy, lesson, isNew: true }
  })
}
