import type { Policy } from '../../contract.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { CATALOGUE } from '../catalogue.ts'
import { type Ctx, requireRole } from '../context.ts'
import { listPolicies, showPolicy } from './matrix.ts'

type Some = { count: number; latest: Policy[] }

async function some(ctx: Ctx, where: Prisma.WorkerPolicyDecisionWhereInput): Promise<Some> {
  const count = await ctx.db.workerPolicyDecision.count({ where })
  const latest = await ctx.db.workerPolicyDecision.findMany({
    where,
    orderBy: { decidedAt: 'desc' },
    take: 2,
  })
  return { count, latest: latest.map((it) => showPolicy(it)) }
}

/**
 * What holds now, in brief: every action of the catalogue, and the repairs that were approved or
 * turned down. @throws AppError `wrong-role`
 */
export async function readAtAGlance(ctx: Ctx) {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const { items: catalogue } = await listPolicies(ctx, { limit: Object.keys(CATALOGUE).length })
  const repairs = { policyKey: { startsWith: 'repair:' } }
  return {
    catalogue,
    approvedRepairs: await some(ctx, { ...repairs, status: 'approved', riskLevel: { not: 'high' } }),
    // Rule 3: that such a repair is agreed to lets nothing run by itself.
    highRiskRepairs: await some(ctx, { ...repairs, status: 'approved', riskLevel: 'high' }),
    rejectedRepairs: await some(ctx, { ...repairs, status: { in: ['rejected', 'retired'] } }),
  }
}
