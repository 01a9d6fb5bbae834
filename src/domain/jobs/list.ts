import type { JobStatus } from '../../db/generated/client.ts'
import { type Ctx, requireRole } from '../context.ts'
import { newestFirst, type PageInput, pageOf } from '../page.ts'

/** Jobs, newest first, each with its newest gate check. @throws AppError `wrong-role` */
export async function listJobs(ctx: Ctx, input: PageInput & { status?: JobStatus }) {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const { where, ...order } = newestFirst(input)
  const rows = await ctx.db.job.findMany({ where: { ...where, status: input.status }, ...order })
  const gates = await ctx.db.artifactGateCheck.findMany({
    where: { jobId: { in: rows.map((it) => it.id) } },
    orderBy: [{ jobId: 'asc' }, { checkedAt: 'desc' }, { id: 'desc' }],
    distinct: ['jobId'],
    select: { jobId: true, result: true },
  })
  const result = new Map(gates.map((it) => [it.jobId, it.result]))
  return pageOf(rows, input.limit, (it) => ({ ...it, gate: result.get(it.id) ?? null }))
}
