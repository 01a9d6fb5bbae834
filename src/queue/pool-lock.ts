import pg from 'pg'
import type { Logger } from 'pino'

/** Says to other replicas which pool of workers is alive, and frees what dead ones held. */
export type PoolLock = { hold(poolId: string): void; release(): Promise<void> }

const CHECK_EVERY_MS = 2_000

/** A pool whose lock can be had is of a process that is gone. */
const FIND_DEAD = `
  select locked_by from (select distinct locked_by from graphile_worker._private_jobs where locked_by is not null) holders
  where pg_try_advisory_xact_lock(hashtextextended(locked_by, 0)) and locked_by <> all($1)`

/**
 * After a crash the queue would leave the dead process's tasks locked for four hours. Each process
 * therefore holds an advisory lock named after its pool, which PostgreSQL drops with the connection;
 * tasks of a pool that was found without its lock twice in a row are free again.
 */
export async function holdPoolLock(url: string, log: Logger): Promise<PoolLock> {
  const own = new Set<string>()
  let client: pg.Client | null = null
  let seenDead = new Set<string>()
  let stopped = false

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
      application_name: 'countersign pool lock',
    })
    fresh.on('error', () => {
      client = null
    })
    await fresh.connect()
    for (const poolId of own) await lock(fresh, poolId)
    return fresh
  }

  async function lock(on: pg.Client, poolId: string): Promise<void> {
    await on.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [poolId])
  }

  async function freeDead(): Promise<void> {
    client ??= await connect()
    const { rows } = await client.query<{ locked_by: string }>(FIND_DEAD, [[...own]])
    const dead = new Set(rows.map((it) => it.locked_by))
    const twice = [...dead].filter((it) => seenDead.has(it))
    seenDead = dead
    if (twice.length === 0) return
    await client.query('select graphile_worker.force_unlock_workers($1)', [twice])
    log.warn({ pools: twice }, 'tasks of a process that is gone are free again')
  }

  client = await connect()
  await freeDead()
  const timer = setInterval(() => {
    if (!stopped) freeDead().catch((error) => log.debug({ err: error }, 'dead pools could not be looked for'))
  }, CHECK_EVERY_MS)

  return {
    hold: (poolId) => {
      own.add(poolId)
      if (client) lock(client, poolId).catch(() => {})
    },
    release: async () => {
      stopped = true
      clearInterval(timer)
      await client?.end().catch(() => {})
    },
  }
}
