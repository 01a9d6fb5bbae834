import type { Ctx } from '../context.ts'
import { TREND_DAYS } from '../rules.ts'
import { addDays, localDateOf, momentOf } from '../schedules/local-time.ts'
import { countByHour } from './count-events.ts'

/** Events of one day of the calendar; `day` is its beginning. */
export type TrendDay = { day: string; n: number }

const MIDNIGHT = { hour: 0, minute: 0 }

/** Events by day in a time zone: the last days of a window, oldest first, also those without any. */
export async function readTrend(ctx: Ctx, timeZone: string, to: Date): Promise<TrendDay[]> {
  const last = localDateOf(timeZone, to)
  const days = Array.from({ length: TREND_DAYS }, (_, n) =>
    momentOf(timeZone, addDays(last, n + 1 - TREND_DAYS), MIDNIGHT),
  )
  const hours = await countByHour(ctx, days[0] ?? to, to)
  return days.map((day, n) => {
    const next = days[n + 1] ?? to
    const inside = hours.filter(({ hour }) => hour >= day && hour < next)
    return { day: day.toISOString(), n: inside.reduce((sum, it) => sum + it.n, 0) }
  })
}
