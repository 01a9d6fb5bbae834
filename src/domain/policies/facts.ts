import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { PolicyFacts } from '../tell.ts'

/** A policy decision as cards, chat and audit show it. */
export function policyFacts(row: WorkerPolicyDecision): PolicyFacts {
  const { id, policyKey, allowedAction, riskLevel, status, version, decidedBy, reason } = row
  const decidedAt = row.decidedAt?.toISOString() ?? null
  return { id, policyKey, allowedAction, riskLevel, status, version, decidedAt, decidedBy, reason }
}
