import { AppError } from '../errors.ts'
import type { Actor } from './context.ts'

/**
 * A token that was made for one worker speaks for no other.
 *
 * @throws AppError `wrong-role`.
 */
export function requireOwnWorker(actor: Actor, workerId: string): void {
  if (actor.kind === 'token' && actor.workerId !== null && actor.workerId !== workerId) {
    throw new AppError('wrong-role', `This token is of worker ${actor.workerId}, not of ${workerId}.`)
  }
}

/** The pool that an actor belongs to. */
export const poolOf = (actor: Actor) =>
  actor.kind === 'token' || actor.kind === 'member' ? actor.pool : 'default'
