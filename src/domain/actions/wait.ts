import { setTimeout as wait } from 'node:timers/promises'
import type { Action } from '../../contract.ts'
import type { Ctx } from '../context.ts'
import { ANSWER_LOOK_INTERVAL } from '../rules.ts'
import { getAction } from './show.ts'

/**
 * An action's state, held until it is decided or the time is over.
 *
 * @param limit milliseconds; 0 looks once.
 * @throws AppError `not-found`.
 */
export async function waitForAnswer(ctx: Ctx, id: string, limit: number): Promise<Action> {
  const looks = Math.ceil(limit / ANSWER_LOOK_INTERVAL)
  for (let look = 0; ; look += 1) {
    const action = await getAction(ctx, id)
    if (action.status !== 'pending' || look >= looks) return action
    await wait(ANSWER_LOOK_INTERVAL)
  }
}
