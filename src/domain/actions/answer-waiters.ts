import type { Database } from '../../db/database.ts'
import { type Listener, listen } from '../../db/listener.ts'
import { AppError } from '../../errors.ts'
import type { Ids } from '../context.ts'
import { ANSWER_CHECK_INTERVAL, ANSWER_POLL_INTERVAL, HELD_REQUESTS_PER_TOKEN } from '../rules.ts'

/** Why a wait ended: the action was answered, the time is over, the client has gone, or the process stops. */
export type WaitEnd = 'answered' | 'timeout' | 'gone' | 'released'

type Wait = { tokenId: string; limit: number; signal: AbortSignal }

/** Everybody in this process who waits for the answer to an action. */
export type AnswerWaiters = {
  /**
   * Waits without a database connection until the action is not pending any more.
   *
   * @param wait `limit` in milliseconds; `signal` aborts when the client has gone.
   * @throws AppError `too-many-held-requests` when the token holds as many as one may.
   */
  wait(actionId: string, wait: Wait): Promise<WaitEnd>
  /** How many wait now. */
  count(): number
  /** Ends every wait at once, and each later one as it comes: for a process that stops. */
  releaseAll(): void
  /** Releases all, and closes the connection that listens. */
  close(): Promise<void>
}

/** The trigger on self_heal_actions says the id of an answered action here. */
const CHANNEL = 'countersign_action_answered'

const FIND_ANSWERED = `
  select id from self_heal_actions where id = any($1::uuid[]) and status <> 'pending'`

function tooMany(): AppError {
  return new AppError(
    'too-many-held-requests',
    `This token has ${HELD_REQUESTS_PER_TOKEN} requests with \`wait\` open already. Wait for one of them to end, or ask without \`wait\`.`,
    { retryAfter: 1 },
  )
}

/**
 * All waits share one connection that listens, and one query now and then for what it may have
 * missed; while notices don't come through, that query runs more often.
 */
export function createAnswerWaiters({ pool, url }: Pick<Database, 'pool' | 'url'>, ids: Ids): AnswerWaiters {
  const byAction = new Map<string, Set<(how: WaitEnd) => void>>()
  const byToken = new Map<string, number>()
  let listener: Listener | null = null
  let timer: NodeJS.Timeout | undefined
  let isReleased = false
  let isLooking = false
  let mustLookAgain = false

  const endAll = (actionId: string, how: WaitEnd) => {
    for (const end of byAction.get(actionId) ?? []) end(how)
  }

  async function look(): Promise<void> {
    mustLookAgain = true
    if (isLooking) return
    isLooking = true
    try {
      while (mustLookAgain && byAction.size > 0) {
        mustLookAgain = false
        const { rows } = await pool.query<{ id: string }>(FIND_ANSWERED, [[...byAction.keys()]])
        for (const { id } of rows) endAll(id, 'answered')
      }
    } catch {
      // The database is unavailable: the next look finds what this one did not.
    } finally {
      isLooking = false
    }
  }

  function planLook(): void {
    clearTimeout(timer)
    if (byAction.size === 0) return
    timer = setTimeout(
      () => look().finally(planLook),
      listener?.isLive() ? ANSWER_CHECK_INTERVAL : ANSWER_POLL_INTERVAL,
    ).unref()
  }

  function add(actionId: string, tokenId: string, end: (how: WaitEnd) => void): () => void {
    const waiting = byAction.get(actionId) ?? new Set()
    byAction.set(actionId, waiting.add(end))
    byToken.set(tokenId, (byToken.get(tokenId) ?? 0) + 1)
    return () => {
      if (waiting.delete(end) && waiting.size === 0) byAction.delete(actionId)
      const left = (byToken.get(tokenId) ?? 1) - 1
      if (left > 0) byToken.set(tokenId, left)
      else byToken.delete(tokenId)
    }
  }

  function wait(actionId: string, { tokenId, limit, signal }: Wait): Promise<WaitEnd> {
    if (isReleased) return Promise.resolve('released')
    if (signal.aborted) return Promise.resolve('gone')
    if ((byToken.get(tokenId) ?? 0) >= HELD_REQUESTS_PER_TOKEN) return Promise.reject(tooMany())
    listener ??= listen(url, {
      channel: CHANNEL,
      probe: `probe ${ids.uuid()}`,
      onNotice: (id) => endAll(id, 'answered'),
      onLive: () => void look(),
    })
    return new Promise((resolve) => {
      const onAbort = () => end('gone')
      const over = setTimeout(() => end('timeout'), limit)
      const end = (how: WaitEnd) => {
        clearTimeout(over)
        signal.removeEventListener('abort', onAbort)
        remove()
        resolve(how)
      }
      const remove = add(actionId, tokenId, end)
      signal.addEventListener('abort', onAbort, { once: true })
      // The answer may have come between the caller's reading and now.
      void look()
      planLook()
    })
  }

  const releaseAll = () => {
    isReleased = true
    clearTimeout(timer)
    for (const actionId of [...byAction.keys()]) endAll(actionId, 'released')
  }
  return {
    wait,
    count: () => [...byAction.values()].reduce((sum, it) => sum + it.size, 0),
    releaseAll,
    close: async () => {
      releaseAll()
      await listener?.close()
    },
  }
}
