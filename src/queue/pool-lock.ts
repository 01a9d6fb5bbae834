import type pg from 'pg'
import type { Logger } from 'pino'
import { openClient } from '../db/connect.ts'

/**
 * Says to other replicas which pool of workers is alive, and frees what dead ones held.
 * `hold` names the pool that runs now; the one before it has ended.
 */
export type PoolLock = { hold(poolId: string): void; release(): Promise<void> }

const CHECK_EVERY_MS = 2_000
const TIME_LIMIT_MS = 3_000

/** A pool whose lock can be had has ended, or its process is gone. */
const FIND_DEAD = `
  select locked_by from (select distinct locked_by from graphile_worker._private_jobs where locked_by is not null) holders
  where pg_try_advisory_xact_lock(hashtextextended(locked_by, 0)) and locked_by is distinct from $1`

/**
 * After a crash the queue would leave the dead process's tasks locked for four hours. Each process
 * therefore holds an advisory lock named after its pool, which PostgreSQL drops with the connection;
 * tasks of a pool that was found without its lock twice in a row are free again. So are those of a
 * pool of our own that had to end with tasks it could not mark as done.
 */
export async function holdPoolLock(url: string, log: Logger): Promise<PoolLock> {
  let own: string | null = null
  let session: { client: pg.Client; holds: string | null } | null = null
  let seenDead = new Set<string>()
  let turn: Promise<void> = Promise.resolve()
  let waiting = 0

  async function connect() {
    const client = await openClient(url, {
      name: 'countersign pool lock',
      connectLimit: TIME_LIMIT_MS,
      answerLimit: TIME_LIMIT_MS,
    })
    client.on('error', () => {
      if (session?.client === client) session = null
    })
    return { client, holds: null }
  }

  async function holdOwn(): Promise<pg.Client> {
    session ??= await connect()
    const { client, holds } = session
    // The pool may change meanwhile; that turn comes after this one.
    const wanted = own
    if (holds !== wanted) {
      await client.query('select pg_advisory_unlock_all()')
      await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [wanted])
      session = { client, holds: wanted }
    }
    return client
  }

  async function freeDead(): Promise<void> {
    const client = await holdOwn()
    const { rows } = await client.query<{ locked_by: string }>(FIND_DEAD, [own])
    const dead = new Set(rows.map((it) => it.locked_by))
    const twice = [...dead].filter((it) => seenDead.has(it))
    seenDead = dead
    if (twice.length === 0) return
    await client.query('select graphile_worker.force_unlock_workers($1)', [twice])
    log.warn({ pools: twice }, 'tasks of a pool that is gone are free again')
  }

  /** One after another: the pool may change while the connection is being made. What fails begins with a new one. */
  function inTurn(work: () => Promise<unknown>): Promise<void> {
    waiting += 1
    const done = turn.then(work).then(
      () => {},
      (error) => {
        session?.client.end().catch(() => {})
        session = null
        throw error
      },
    )
    turn = done
      .catch((error) =>
        log.debug({ err: error }, 'the lock of the pool could not be looked after; trying again'),
      )
      .finally(() => {
        waiting -= 1
      })
    return done
  }

  await inTurn(freeDead)
  const timer = setInterval(() => {
    if (waiting === 0) inTurn(freeDead).catch(() => {})
  }, CHECK_EVERY_MS)

  return {
    hold: (poolId) => {
      own = poolId
      inTurn(holdOwn).catch(() => {})
    },
    release: async () => {
      clearInterval(timer)
      await turn
      await session?.client.end().catch(() => {})
    },
  }
}
