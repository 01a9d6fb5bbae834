import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Clock } from '../../domain/context.ts'

/** The name of the queue's task that handles kept events. */
export const HANDLE_LINE_EVENTS = 'handle-line-events'

/**
 * `keep` resolves once its events are committed, together with the task that will handle them.
 * `isBusy`: events arrive so fast just now that whoever can wait should.
 */
export type Inbox = { keep(events: object[]): Promise<void>; isBusy(): boolean }

/** As many events go into one statement at most; more wait for the next. */
const BATCH = 400

/**
 * So many requests within such a window (ms), or in the one before, are a rush. Some 350 events a second
 * were handled beside the answers: of those that come faster a part has to wait whatever we do.
 */
const RUSH = 50
const WINDOW_MS = 100

/**
 * New events and one task for all of them, in one statement, which is one transaction. An event
 * that is there already (LINE sends some twice) is left as it is and handled no second time.
 *
 * With `add_job` it takes twice as long (16 events: 1.2 ms, not 0.6): that makes the task's name known
 * and looks for jobs to replace, each time. It is called while the name is new; then its last two steps
 * are done here, in the queue's own table, which an upgrade of graphile-worker may change.
 */
const KEEP_EVENTS = `
  with kept as (
    insert into line_inbox (webhook_event_id, event, received_at)
    select id, event, $3 from unnest($1::text[], $2::text[]) as given (id, event)
    on conflict (webhook_event_id) do nothing
    returning webhook_event_id
  ), due as (
    select json_build_object('ids', json_agg(webhook_event_id)) as payload from kept having count(*) > 0
  ), job as (
    insert into graphile_worker._private_jobs (task_id, payload)
    select id, payload from due, graphile_worker._private_tasks where identifier = $4
    returning id
  )
  select case when exists (select from job)
    then pg_notify('jobs:insert', json_build_object('r', random(), 'count', 1)::text)::text
    else (graphile_worker.add_job($4, payload)).id::text end
  from due`

type Waiting = { ids: string[]; texts: string[]; done: () => void; failed: (error: unknown) => void }

/** LINE's own id of an event; one without gets a stand-in made of its text, so that it is kept once too. */
function idOf(event: object, text: string): string {
  const { webhookEventId } = event as { webhookEventId?: unknown }
  if (typeof webhookEventId === 'string' && /^[\w-]{1,100}$/.test(webhookEventId)) return webhookEventId
  return `sha256-${createHash('sha256').update(text).digest('hex')}`
}

/** Counts requests in windows of time. */
function rushMeter(clock: Clock) {
  let window = 0
  let now = 0
  let before = 0
  const advance = () => {
    const current = Math.floor(clock.now().getTime() / WINDOW_MS)
    if (current === window) return
    before = current === window + 1 ? now : 0
    now = 0
    window = current
  }
  return {
    count: () => {
      advance()
      now += 1
    },
    isRush: () => {
      advance()
      return Math.max(now, before) >= RUSH
    },
  }
}

/**
 * Keeps webhook events. Requests that arrive while a commit is under way share the next one: each
 * still waits for its own commit, but a commit (a write to disk) is not paid for each request.
 */
export function createInbox(pool: pg.Pool, clock: Clock): Inbox {
  const queue: Waiting[] = []
  const meter = rushMeter(clock)
  let isRunning = false

  function takeBatch(): Waiting[] {
    let size = 0
    const end = queue.findIndex((it) => {
      size += it.ids.length
      return size > BATCH
    })
    return queue.splice(0, end === -1 ? queue.length : Math.max(end, 1))
  }

  // One statement at a time, while the next one fills. Two at once were no clear gain.
  async function keepWaiting(): Promise<void> {
    isRunning = true
    while (queue.length > 0) {
      const batch = takeBatch()
      try {
        const ids = batch.flatMap((it) => it.ids)
        const texts = batch.flatMap((it) => it.texts)
        await pool.query({
          name: 'keep-events',
          text: KEEP_EVENTS,
          values: [ids, texts, clock.now(), HANDLE_LINE_EVENTS],
        })
        for (const it of batch) it.done()
      } catch (error) {
        for (const it of batch) it.failed(error)
      }
    }
    isRunning = false
  }

  return {
    isBusy: meter.isRush,
    keep: (events) => {
      meter.count()
      const texts = events.map((it) => JSON.stringify(it))
      const ids = events.map((it, index) => idOf(it, texts[index] ?? ''))
      return new Promise((done, failed) => {
        queue.push({ ids, texts, done, failed })
        // A turn of the event loop later, so that what arrived together is kept together.
        if (!isRunning) setImmediate(() => !isRunning && queue.length > 0 && keepWaiting())
      })
    },
  }
}
