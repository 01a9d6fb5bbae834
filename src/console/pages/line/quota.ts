import { type QuotaReading, type QuotaState, quotaState } from '../../../line/outbox/quota.ts'
import type { Services } from '../../../services.ts'
import { withPatience } from '../../parts/with-patience.ts'

export type Quota = QuotaReading & { state: QuotaState; forecast: number }

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

/** What is left of the month, as LINE says now or said last; null if it never has. A page waits for it but a moment. */
export async function readQuota({ quota, clock }: Services): Promise<Quota | null> {
  const reading = (await withPatience(PATIENCE_MS, quota.read())) ?? quota.glance()
  return (
    reading && {
      ...reading,
      state: quotaState(reading),
      forecast: forecastOf(reading.used, clock.now()),
    }
  )
}
