import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'

/** @throws AppError `not-found` */
export async function getPolicy(ctx: Ctx, id: string): Promise<WorkerPolicyDecision> {
  const found = await ctx.db.workerPolicyDecision.findUnique({ where: { id } })
  if (!found) throw new AppError('not-found', `There is no policy decision ${id}.`)
  return found
}

/** @throws AppError `not-found` */
export async function getPolicyByKey(ctx: Ctx, policyKey: string): Promise<WorkerPolicyDecision> {
  const found = await ctx.db.workerPolicyDecision.findUnique({ where: { policyKey } })
  if (!found)
    throw new AppError(
      'not-found',
      `There is no policy "${policyKey}"; list them with GET /api/pls/worker-policy.`,
    )
  return found
}

/** Drafts that wait for a decision, oldest first. */
export async function listDrafts(ctx: Ctx): Promise<WorkerPolicyDecision[]> {
  return ctx.db.workerPolicyDecision.findMany({
    where: { status: 'draft', noAnswerAt: null },
    orderBy: { createdAt: 'asc' },
  })
}
