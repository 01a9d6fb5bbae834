import type { Ctx } from '../context.ts'
import { countPerDay } from '../events/count-by-day.ts'
import { TREND_DAYS } from '../rules.ts'
import { addDays, isoDay, localDateOf, momentOf } from '../schedules/local-time.ts'

/** Events of one day of the calendar; `day` is its beginning. */
export type TrendDay = { day: string; n: number }

const MIDNIGHT = { hour: 0, minute: 0 }

/** Events by day in a time zone: the last days of a window, oldest first, also those without any. */
export async function readTrend(ctx: Ctx, timeZone: string, to: Date): Promise<TrendDay[]> {
  const last = localDateOf(timeZone, to)
  const dates = Array.from({ length: TREND_DAYS }, (_, n) => addDays(last, n + 1 - TREND_DAYS))
  const begins = dates.map((it) => momentOf(timeZone, it, MIDNIGHT))
  const days = dates.map(isoDay)
  const counts = await countPerDay(ctx, { days, begins, end: to })
  return days.map((name, n) => {
    const ofDay = counts.filter(({ day }) => day === name)
    return { day: (begins[n] ?? to).toISOString(), n: ofDay.reduce((sum, it) => sum + it.n, 0) }
  })
}
