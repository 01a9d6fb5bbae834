import { AppError } from '../../errors.ts'
import { type Actor, actorRef, requireRole } from '../context.ts'

type Decidable = { riskLevel: 'low' | 'medium' | 'high'; requestedBy: string }

/**
 * Rule 7: the right to decide, looked at when the decision is made. High risk is Louis's alone, and
 * nobody decides what he himself asked for.
 *
 * @throws AppError `wrong-role`, `own-request`.
 */
export function requireMayDecide(actor: Actor, policy: Decidable): void {
  requireMayRetire(actor, policy)
  if (policy.requestedBy === actorRef(actor)) {
    throw new AppError('own-request', 'You asked for this yourself; somebody else has to decide it.')
  }
}

/**
 * Taking an approval back is the same right, but for one thing: whoever asked may take back.
 *
 * @throws AppError `wrong-role`.
 */
export function requireMayRetire(actor: Actor, policy: Pick<Decidable, 'riskLevel'>): void {
  if (actor.kind !== 'member' && actor.kind !== 'token') {
    throw new AppError('wrong-role', 'A policy is decided by a person, not by the program.')
  }
  if (policy.riskLevel === 'high') requireRole(actor, 'louis')
  else requireRole(actor, 'pls_owner', 'louis')
}
