import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { APPROVER, type Risk } from '../catalogue.ts'
import { actorRef, type Ctx } from '../context.ts'
import { ANSWER_TIME, HIGH_RISK_ANSWER_TIME } from '../rules.ts'

export type NewDraft = { policyKey: string; allowedAction: string; riskLevel: Risk; actionDigest?: string }

const answerBy = (tx: Ctx, risk: Risk) =>
  new Date(tx.clock.now().getTime() + (risk === 'high' ? HIGH_RISK_ANSWER_TIME : ANSWER_TIME))

/** Makes a policy decision: a draft of version 1, sent to whom its risk says. The caller audits it. */
export async function createDraft(tx: Ctx, draft: NewDraft): Promise<WorkerPolicyDecision> {
  return tx.db.workerPolicyDecision.create({
    data: {
      id: tx.ids.uuid(),
      ...draft,
      approvalRequiredBy: APPROVER[draft.riskLevel],
      status: 'draft',
      requestedBy: actorRef(tx.actor),
      createdAt: tx.clock.now(),
      answerBy: answerBy(tx, draft.riskLevel),
    },
  })
}

/** What was turned down or taken back earlier is asked anew. The caller audits it. */
export async function redraft(tx: Ctx, before: WorkerPolicyDecision): Promise<WorkerPolicyDecision> {
  return tx.db.workerPolicyDecision.update({
    where: { id: before.id, version: before.version },
    data: {
      status: 'draft',
      decidedAt: null,
      decidedBy: null,
      decidedByRef: null,
      decidedByRole: null,
      reason: null,
      requestedBy: actorRef(tx.actor),
      answerBy: answerBy(tx, before.riskLevel),
      noAnswerAt: null,
      reminders: 0,
      version: { increment: 1 },
    },
  })
}
