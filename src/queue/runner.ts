import { EventEmitter } from 'node:events'
import { Logger as QueueLogger, type Runner, run } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Services } from '../services.ts'
import { TASKS } from '../tasks.ts'
import { holdPoolLock, type PoolLock } from './pool-lock.ts'

/** The running queue. `stop` lets tasks that have begun finish. */
export type Queue = { isRunning(): boolean; stop(): Promise<void> }

const CONCURRENCY = 4
const RESTART_AFTER_MS = 1_000

/** The queue's own words go to our log. */
function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    const at = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug'
    log[at]({ part: 'queue' }, message)
  })
}

function taskList(services: Services) {
  const entries = Object.entries(TASKS).map(([name, task]) => [
    name,
    (payload: unknown) => task(services, payload),
  ])
  return Object.fromEntries(entries)
}

async function startRunner(services: Services, url: string, lock: PoolLock): Promise<Runner> {
  const events = new EventEmitter()
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => lock.hold(workerPool.id))
  return run({
    connectionString: url,
    maxPoolSize: CONCURRENCY + 2,
    concurrency: CONCURRENCY,
    taskList: taskList(services),
    events: events as never,
    logger: queueLogger(services.log.child({ part: 'queue' })),
    noHandleSignals: true,
    pollInterval: 2_000,
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
      await new Promise((resolve) => setTimeout(resolve, RESTART_AFTER_MS))
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
