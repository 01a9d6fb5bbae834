import type { PoolDigest } from './digest-facts.ts'
import type { Span } from './read-pool.ts'

/** Something came, was decided, failed or was learnt; what waits since earlier is no news. */
export function isNews(pool: PoolDigest, { from }: Span): boolean {
  const { total, decided, waiting, gates, priorities } = pool
  const asked = waiting.some((it) => new Date(it.since) >= from)
  return total.n + decided.length + gates.checked + priorities.length > 0 || asked
}
