import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { whatMayBeDecided } from '../delegations/acting-as.ts'

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

const WAITING = { status: 'draft', noAnswerAt: null } as const

/** Drafts that wait for a decision, oldest first. */
export async function listDrafts(ctx: Ctx): Promise<WorkerPolicyDecision[]> {
  return ctx.db.workerPolicyDecision.findMany({ where: WAITING, orderBy: { createdAt: 'asc' } })
}

/** Those of them that the one who acts may decide now, in their own or somebody else's name. */
export async function listDecidable(ctx: Ctx): Promise<WorkerPolicyDecision[]> {
  const mine = await whatMayBeDecided(ctx)
  if (!mine) return []
  return ctx.db.workerPolicyDecision.findMany({
    where: { ...WAITING, AND: [mine.where] },
    orderBy: { createdAt: 'asc' },
  })
}
