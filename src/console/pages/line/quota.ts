import type { Services } from '../../../services.ts'

export type Quota = { limit: number | null; used: number; forecast: number }

const KEEP_MS = 60_000
const PATIENCE_MS = 100

/** At the pace of the month so far. LINE's month ends in Japan's time, nine hours before UTC. */
function forecastOf(used: number, now: Date): number {
  const there = new Date(now.getTime() + 9 * 60 * 60 * 1_000)
  const [year, month] = [there.getUTCFullYear(), there.getUTCMonth()]
  const begin = Date.UTC(year, month)
  const length = Date.UTC(year, month + 1) - begin
  const gone = Math.max(there.getTime() - begin, length / 31)
  return Math.round((used * length) / gone)
}

/**
 * Asks LINE for the quota, at most once a minute, and never lets a page wait for it: until the first
 * answer is there it is null.
 */
export function quotaReader(): (services: Services) => Promise<Quota | null> {
  let known: { at: number; quota: Quota } | null = null
  let asking: Promise<void> | null = null
  return async (services) => {
    const now = services.clock.now()
    if (known && now.getTime() - known.at < KEEP_MS) return known.quota
    asking ??= services.line
      .quota()
      .then(({ limit, used }) => {
        known = { at: now.getTime(), quota: { limit, used, forecast: forecastOf(used, now) } }
      })
      .catch((error) => services.log.warn({ err: error }, 'the quota could not be read'))
      .finally(() => {
        asking = null
      })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS)
    })
    await Promise.race([asking, late])
    clearTimeout(timer)
    return known?.quota ?? null
  }
}
