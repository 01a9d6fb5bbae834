import type { Role } from '../../db/generated/client.ts'
import type { Criterion } from './scorecard.ts'

/** Who can bring what a round lacks: the pool owner collects, the approvers decide. */
const BRINGS: Record<Criterion['key'], Role[]> = {
  repair_events: ['pool_owner'],
  artifact_gate_passed: ['pool_owner'],
  policy_decided: ['pls_owner', 'louis'],
  prompt_or_tooling_adjusted: ['pool_owner', 'pls_owner'],
  lesson_recorded: ['pool_owner'],
}

/** Whether somebody of a role can bring a point. */
export const canBring = (role: Role, key: Criterion['key']) => BRINGS[key].includes(role)

/** Who can bring a point, first who is asked first. */
export const whoBrings = (key: Criterion['key']): Role[] => BRINGS[key]
