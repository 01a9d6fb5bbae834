import { AppError } from '../../errors.ts'
import { type Ctx, requireRole } from '../context.ts'
import { isUuid } from '../is-uuid.ts'

/** One repair event, whole. @throws AppError `wrong-role`, `not-found` */
export async function getEvent(ctx: Ctx, id: string) {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const found = isUuid(id) ? await ctx.db.workerRepairEvent.findUnique({ where: { id } }) : null
  if (!found) throw new AppError('not-found', `There is no repair event ${id}.`)
  return found
}
