import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { issueGrant } from './grant.ts'

/**
 * Carries a decision over to the actions that wait for it: approved ones get their grants, rejected
 * ones the approver's words. In the transaction of the decision.
 */
export async function settleActions(tx: Ctx, policy: WorkerPolicyDecision): Promise<void> {
  if (policy.status !== 'approved' && policy.status !== 'rejected') return
  const waiting = await tx.db.selfHealAction.findMany({
    where: { policyDecisionId: policy.id, status: 'pending' },
  })
  for (const action of waiting) {
    await tx.db.selfHealAction.update({
      where: { id: action.id },
      data: { status: policy.status, answer: policy.reason, answeredAt: tx.clock.now() },
    })
    if (policy.status === 'approved') await issueGrant(tx, action, policy)
  }
}
