import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { type Ctx, requireRole } from '../context.ts'

/** The newest decisions that errors of one kind opened, at most three. @throws AppError `wrong-role` */
export async function listDecisionsOf(ctx: Ctx, fingerprint: string): Promise<WorkerPolicyDecision[]> {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const rows = await ctx.db.repairProposal.findMany({
    where: { fingerprint },
    orderBy: { openedAt: 'desc' },
    distinct: ['policyDecisionId'],
    take: 3,
    select: { policy: true },
  })
  return rows.map((it) => it.policy)
}
