import type { PoolDigest } from './digest-facts.ts'
import type { Span } from './read-pool.ts'

/** Reads what happened in a pool (null: in all) in a time. */
type ReadPool = (pool: string | null, span: Span) => Promise<PoolDigest>

/** Reads each pool and time once, for all who are told of it. */
export function readOnce(read: ReadPool): ReadPool {
  const known = new Map<string, PoolDigest>()
  return async (pool, span) => {
    const key = JSON.stringify([pool, span.from])
    const found = known.get(key) ?? (await read(pool, span))
    known.set(key, found)
    return found
  }
}
