import type { SelfHealAction } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { readable } from '../events/evidence.ts'
import type { ActionEvidence } from '../tell.ts'

/** What an approver has to know of an action. */
export function actionEvidence(row: SelfHealAction): ActionEvidence {
  const { action, target, parameters, reason, workerId, jobId, createdAt, rawCommandOutput } = row
  const isEmpty =
    parameters !== null && typeof parameters === 'object' && Object.keys(parameters).length === 0
  return {
    action,
    target,
    parameters: isEmpty ? '' : readable(parameters),
    reason,
    workerId,
    jobId,
    at: createdAt.toISOString(),
    rawOutput: readable(rawCommandOutput),
  }
}

/** The newest action that a policy decision is about; null: none. */
export async function findActionEvidence(ctx: Ctx, policyDecisionId: string): Promise<ActionEvidence | null> {
  const found = await ctx.db.selfHealAction.findFirst({
    where: { policyDecisionId },
    orderBy: { id: 'desc' },
  })
  return found && actionEvidence(found)
}
