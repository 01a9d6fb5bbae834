import { type Ctx, requireRole } from '../context.ts'

/** The phases and workers that errors were reported of most, at most fifty each. @throws AppError `wrong-role` */
export async function listKnown(ctx: Ctx): Promise<{ phases: string[]; workers: string[] }> {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const phases = await ctx.db.errorFingerprint.groupBy({
    by: ['phase'],
    _count: true,
    orderBy: [{ _count: { phase: 'desc' } }, { phase: 'asc' }],
    take: 50,
  })
  const workers = await ctx.db.errorFingerprint.groupBy({
    by: ['firstWorkerId'],
    _count: true,
    orderBy: [{ _count: { firstWorkerId: 'desc' } }, { firstWorkerId: 'asc' }],
    take: 50,
  })
  return { phases: phases.map((it) => it.phase), workers: workers.map((it) => it.firstWorkerId) }
}
