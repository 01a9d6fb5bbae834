import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Logger as QueueLogger, type Runner, run } from 'graphile-worker'
import type { Logger } from 'pino'
import { openPool } from '../db/connect.ts'
import { HANDLE_LINE_EVENTS } from '../line/inbox/keep-events.ts'
import type { Services } from '../services.ts'
import { TASKS } from '../tasks.ts'
import { holdPoolLock, type PoolLock } from './pool-lock.ts'

/** The running queue. `stop` lets tasks that have begun finish. */
export type Queue = { isRunning(): boolean; stop(): Promise<void> }

const CONCURRENCY = 4
const RESTART_AFTER_MS = 1_000
/** After so many failures in a row to fetch a task the runner is started anew. */
const FAILURES_IN_A_ROW = 3 * CONCURRENCY
/**
 * Without a batch nobody waits for the statement that marks a task as done or failed: one that fails is a promise
 * left alone, and the task stays locked. With one the runner ends, and the next frees what it held.
 */
export const MARKED_DONE = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }
const RUSH_CYCLE_MS = 4_000
const RUSH_TURN_MS = 1_000
const RUSH_CHECK_MS = 50

/** The queue's own words go to our log. */
function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    const at = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug'
    log[at]({ part: 'queue' }, message)
  })
}

/**
 * While webhook requests come in a rush, events are handled one task at a time and in one second of four:
 * the requests have two seconds to be answered, their events a minute (so long lives a reply token).
 * On a quiet system nothing waits.
 */
function giveWayToRush({ inbox, clock }: Services): (handle: () => Promise<void>) => Promise<void> {
  let running = 0
  const isOurTurn = () => running === 0 && clock.now().getTime() % RUSH_CYCLE_MS < RUSH_TURN_MS
  return async (handle) => {
    while (inbox.isBusy() && !isOurTurn()) await wait(RUSH_CHECK_MS)
    running += 1
    try {
      await handle()
    } finally {
      running -= 1
    }
  }
}

function taskList(services: Services) {
  const inTurn = giveWayToRush(services)
  const entries = Object.entries(TASKS).map(([name, task]) => [
    name,
    (payload: unknown) =>
      name === HANDLE_LINE_EVENTS ? inTurn(() => task(services, payload)) : task(services, payload),
  ])
  return Object.fromEntries(entries)
}

async function startRunner(services: Services, url: string, lock: PoolLock): Promise<Runner> {
  const events = new EventEmitter()
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => lock.hold(workerPool.id))
  // A pool of the queue's own hears no errors while it closes; PostgreSQL going down just then ended us.
  const pool = openPool(url, { name: 'countersign queue', max: CONCURRENCY + 2 })
  const running = run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    taskList: taskList(services),
    events: events as never,
    logger: queueLogger(services.log.child({ part: 'queue' })),
    noHandleSignals: true,
    pollInterval: 2_000,
    preset: { worker: MARKED_DONE },
  })
  const ended = running.then((it) => it.promise)
  ended.catch(() => {}).then(() => pool.end())
  const runner = await running
  stopWhenStuck(events, runner)
  return runner
}

/** A runner that first asked while PostgreSQL went away keeps that failure for good, and never works again. */
function stopWhenStuck(events: EventEmitter, runner: Runner): void {
  let failures = 0
  const worked = () => {
    failures = 0
  }
  events.on('worker:getJob:empty', worked)
  events.on('job:start', worked)
  events.on('worker:getJob:error', () => {
    failures += 1
    if (failures === FAILURES_IN_A_ROW) runner.stop().catch(() => {})
  })
}

/** Runs the tasks of the queue, and begins anew when PostgreSQL was away. */
export async function startQueue(services: Services, url: string): Promise<Queue> {
  const lock = await holdPoolLock(url, services.log)
  let stopping = false
  let runner: Runner | null = await startRunner(services, url, lock)

  async function keepRunning(): Promise<void> {
    while (!stopping) {
      await runner?.promise.catch((error) => services.log.error({ err: error }, 'the queue stopped'))
      runner = null
      if (stopping) return
      await wait(RESTART_AFTER_MS)
      runner = await startRunner(services, url, lock).catch((error) => {
        services.log.warn({ err: error }, 'the queue could not be started; trying again')
        return null
      })
    }
  }

  const kept = keepRunning()
  return {
    isRunning: () => runner !== null,
    stop: async () => {
      stopping = true
      await runner?.stop().catch(() => {})
      await kept
      await lock.release()
    },
  }
}
