import type { Logger } from 'pino'
import type { Clock } from '../../domain/context.ts'
import { QUOTA_RESERVE, QUOTA_SHORT } from '../../domain/rules.ts'

/** Messages of this month; `limit` null: as many as you like. LINE's own count is approximate. */
export type QuotaReading = { limit: number | null; used: number }

/** How far the month's messages reach; `unknown` while LINE does not say. */
export type QuotaState = 'ok' | 'short' | 'reserve' | 'used_up' | 'unknown'

/** What a reading means. */
export function quotaState(reading: QuotaReading | null): QuotaState {
  if (!reading) return 'unknown'
  const left = reading.limit === null ? Number.POSITIVE_INFINITY : reading.limit - reading.used
  if (left <= 0) return 'used_up'
  if (left <= QUOTA_RESERVE) return 'reserve'
  return left <= QUOTA_SHORT ? 'short' : 'ok'
}

/** The one place that asks LINE for the quota, and keeps the answer for a while. */
export type QuotaMeter = {
  /** A reading of the last half minute; null if LINE could not be asked. */
  read(): Promise<QuotaReading | null>
  /** LINE is asked now, whatever is known. */
  readAnew(): Promise<QuotaReading | null>
  /** What is known, at once; if that is old, LINE is asked for the next time. Never waits, never throws. */
  glance(): QuotaReading | null
  /** A push went out to this user, group or room. */
  spend(to: string): void
}

const KEEP_MS = 30_000

const SAYS: Record<Exclude<QuotaState, 'unknown'>, string> = {
  ok: 'the month has messages enough again',
  short: 'the month is short of messages: cards of low risk go into the daily digest',
  reserve: `only the reserve of the month's messages is left: all but high risk waits`,
  used_up:
    'the messages of the month are used up: high risk waits too, and is shown in /readyz and the console',
}

/** A change is logged once, not with each message. */
function changeLog(log: Logger): (reading: QuotaReading | null) => void {
  let last: QuotaState = 'ok'
  return (reading) => {
    const state = quotaState(reading)
    if (state === last || state === 'unknown') return
    last = state
    log[state === 'ok' ? 'info' : 'warn']({ quota: state, ...reading }, SAYS[state])
  }
}

/** Makes the meter of one channel. */
export function createQuotaMeter(ask: () => Promise<QuotaReading>, clock: Clock, log: Logger): QuotaMeter {
  let known: { at: number; reading: QuotaReading | null } | null = null
  let asking: Promise<QuotaReading | null> | null = null
  const note = changeLog(log)

  const isFresh = () => known !== null && clock.now().getTime() - known.at < KEEP_MS

  async function askNow(): Promise<QuotaReading | null> {
    const reading = await ask().catch((error) => {
      log.warn({ err: error }, 'the quota could not be read')
      return null
    })
    // A failure is kept as well, or each message would wait for the next one.
    known = { at: clock.now().getTime(), reading }
    note(reading)
    return reading
  }

  const readAnew = () => {
    asking ??= askNow().finally(() => {
      asking = null
    })
    return asking
  }

  return {
    readAnew,
    read: () => (known && isFresh() ? Promise.resolve(known.reading) : readAnew()),
    glance: () => {
      if (!isFresh()) void readAnew()
      return known?.reading ?? null
    },
    spend: (to) => {
      // How many people a group has, only LINE knows.
      if (!to.startsWith('U')) known = null
      if (known?.reading) known.reading = { ...known.reading, used: known.reading.used + 1 }
      note(known?.reading ?? null)
    },
  }
}
