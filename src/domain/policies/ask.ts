import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import type { Risk } from '../catalogue.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { listReachable } from '../members/read.ts'
import { tellAsk } from './ask-card.ts'
import { createDraft, redraft } from './draft.ts'
import { policyFacts } from './facts.ts'
import { MATRIX_QUESTION } from './keys.ts'

/** The three questions of D1. Their words stand in the catalogues of `words/`. */
export const QUESTIONS = [
  { key: 'ask:retry_once_on_fetch_failed', action: 'touch + retry_once', risk: 'low' },
  { key: 'ask:proposal_after_two_errors', action: 'repair_proposal', risk: 'low' },
  { key: MATRIX_QUESTION, action: 'approval_matrix', risk: 'medium' },
] as const satisfies { key: string; action: string; risk: Risk }[]

async function draftQuestion(tx: Ctx, question: (typeof QUESTIONS)[number]): Promise<WorkerPolicyDecision> {
  const before = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey: question.key } })
  if (before?.status === 'draft' || before?.status === 'approved') return before
  const after = before
    ? await redraft(tx, before)
    : await createDraft(tx, {
        policyKey: question.key,
        allowedAction: question.action,
        riskLevel: question.risk,
      })
  await recordAudit(tx, 'policy.ask', {
    subject: `policy:${after.id}`,
    before: before && policyFacts(before),
    after: policyFacts(after),
  })
  return after
}

/**
 * Sends the three-question policy ask to Louis and the PLS owners: what is decided already is shown,
 * what is open can be decided. Rejected questions become drafts again, because a person asks.
 *
 * @returns the ids of the deliveries.
 * @throws AppError `not-found` if nobody can be asked.
 */
export async function askPolicies(ctx: Ctx): Promise<string[]> {
  if (ctx.actor.kind !== 'operator' && ctx.actor.kind !== 'system') {
    throw new AppError('wrong-role', 'The ask is sent on the server with `countersign ask`.')
  }
  return inTransaction(ctx, async (tx) => {
    // Two asks at once take turns, or both would make the three questions.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('policy-ask', 0))`
    const approvers = await listReachable(tx, ['louis', 'pls_owner'])
    if (approvers.length === 0) {
      throw new AppError(
        'not-found',
        'Nobody can be asked yet: invite Louis and a PLS owner with `countersign invite` first.',
      )
    }
    const drafts: WorkerPolicyDecision[] = []
    for (const question of QUESTIONS) drafts.push(await draftQuestion(tx, question))
    // Each ask is a message of its own: asking again is meant to be seen again.
    const askId = tx.ids.uuid()
    return tellAsk(tx, approvers, `ask:${askId}`, drafts)
  })
}
