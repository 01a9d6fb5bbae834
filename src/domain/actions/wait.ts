import type { Action } from '../../contract.ts'
import type { Ctx } from '../context.ts'
import type { AnswerWaiters } from './answer-waiters.ts'
import { getAction } from './show.ts'

/** Who waits: whose token it is, how long (ms; 0 looks once), and what says that the client has gone. */
export type Patience = { tokenId: string; limit: number; signal: () => AbortSignal }

/**
 * An action's state, held until it is decided or the time is over; at once when the process stops.
 *
 * @throws AppError `not-found`, `too-many-held-requests`.
 */
export async function waitForAnswer(
  ctx: Ctx,
  waiters: AnswerWaiters,
  id: string,
  { tokenId, limit, signal }: Patience,
): Promise<Action> {
  const action = await getAction(ctx, id)
  if (action.status !== 'pending' || limit === 0) return action
  const how = await waiters.wait(id, { tokenId, limit, signal: signal() })
  return how === 'gone' || how === 'released' ? action : getAction(ctx, id)
}
