import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { REJECTION_REST } from '../rules.ts'

/** True while something that was turned down is not asked again by itself; a person may ask at any time. */
export function isResting(ctx: Ctx, { status, decidedAt }: WorkerPolicyDecision): boolean {
  if (status !== 'rejected' || decidedAt === null) return false
  return ctx.clock.now().getTime() - decidedAt.getTime() < REJECTION_REST
}
