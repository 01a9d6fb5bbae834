import type { SelfHealAction, WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { GRANT_TIME } from '../rules.ts'

/**
 * Gives one action its grant, in the transaction of the approval. The database refuses one that no
 * approval covers.
 *
 * @param policy the approval; null for what a worker may always do.
 */
export async function issueGrant(tx: Ctx, action: SelfHealAction, policy: WorkerPolicyDecision | null) {
  const issuedAt = tx.clock.now()
  return tx.db.selfHealGrant.create({
    data: {
      id: tx.ids.uuid(),
      actionId: action.id,
      digest: action.digest,
      policyDecisionId: policy?.id ?? null,
      policyVersion: policy?.version ?? null,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + GRANT_TIME),
    },
  })
}
