import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { requireMayDecide } from '../delegations/acting-as.ts'

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

/** The drafts that the one who acts may decide now, in their own or somebody else's name. */
export async function listDecidable(ctx: Ctx): Promise<WorkerPolicyDecision[]> {
  const decidable: WorkerPolicyDecision[] = []
  for (const draft of await listDrafts(ctx)) {
    const may = await requireMayDecide(ctx, draft).then(
      () => true,
      (error) => {
        if (error instanceof AppError) return false
        throw error
      },
    )
    if (may) decidable.push(draft)
  }
  return decidable
}
