import { createHash } from 'node:crypto'
import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { isRepairKey, repairEventType } from './keys.ts'

/**
 * Equal for proposals that may come together: low risk, the same event type and the same repair in
 * the worker's words. Null: this one always comes alone.
 */
export function similarKey(
  policy: Pick<WorkerPolicyDecision, 'policyKey' | 'allowedAction' | 'riskLevel'>,
): string | null {
  const eventType = isRepairKey(policy.policyKey) ? repairEventType(policy.policyKey) : null
  if (policy.riskLevel !== 'low' || eventType === null) return null
  // Workers' words may be long; an index takes short ones.
  const repair = createHash('sha256').update(policy.allowedAction.trim().toLowerCase()).digest('hex')
  return `${eventType}:${repair.slice(0, 16)}`
}
