import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { EventFilter } from '../lists.ts'
import { CHART_DAYS, WORKER_CHART_DAYS } from '../rules.ts'
import { addDays, isoDay, localDateOf, momentOf } from '../schedules/local-time.ts'

export type DayCount = { day: string; type: string; n: number }
export type WorkerCount = { worker: string; n: number }
type Filter = Pick<EventFilter, 'event_type' | 'worker_id' | 'phase' | 'fingerprint' | 'job_id'>

function daysAgo(ctx: Ctx, days: number): Date {
  const since = new Date(ctx.clock.now())
  since.setUTCDate(since.getUTCDate() - days)
  return since
}

const MIDNIGHT = { hour: 0, minute: 0 }

/** Days of the calendar, oldest first: their names, when each begins, and when the last one ends. */
export type Days = { days: string[]; begins: Date[]; end: Date }

/** The days that the chart shows. @param timeZone where a day begins; an IANA name */
export function chartDays(timeZone: string, now: Date): Days {
  const today = localDateOf(timeZone, now)
  const dates = Array.from({ length: CHART_DAYS }, (_, n) => addDays(today, n + 1 - CHART_DAYS))
  return {
    days: dates.map(isoDay),
    begins: dates.map((it) => momentOf(timeZone, it, MIDNIGHT)),
    end: momentOf(timeZone, addDays(today, 1), MIDNIGHT),
  }
}

const named = ({ days }: Days, rows: { n_day: number; type: string; n: number }[]): DayCount[] =>
  rows.map(({ n_day, type, n }) => ({ day: days[n_day - 1] ?? '', type, n }))

/** Where the days begin, and the end, for `width_bucket`, which says the how-manieth day a time is on. */
const edgesOf = ({ begins, end }: Days) =>
  Prisma.sql`${[...begins, end].map((it) => it.toISOString())}::timestamptz[]`

function conditions(since: Date, filter: Filter): Prisma.Sql {
  const parts = [Prisma.sql`occurred_at >= ${since}`]
  if (filter.event_type) parts.push(Prisma.sql`event_type = ${filter.event_type}::event_type`)
  if (filter.worker_id) parts.push(Prisma.sql`worker_id = ${filter.worker_id}`)
  if (filter.phase) parts.push(Prisma.sql`phase = ${filter.phase}`)
  if (filter.fingerprint) parts.push(Prisma.sql`fingerprint = ${filter.fingerprint}`)
  if (filter.job_id) parts.push(Prisma.sql`job_id = ${filter.job_id}::uuid`)
  return Prisma.join(parts, ' and ')
}

/**
 * All events of some days by day and type, from their counts by hour: the cost grows with the hours, not
 * with the events. Only hours that midnight cuts in two (India, Nepal) are read one by one.
 *
 * By hand because Prisma cannot group by a day in a time zone.
 */
export async function countPerDay(ctx: Ctx, span: Days, type?: Filter['event_type']): Promise<DayCount[]> {
  const ofType = type ? Prisma.sql`and event_type = ${type}::event_type` : Prisma.empty
  const edges = edgesOf(span)
  const [from, to] = [span.begins[0] ?? span.end, span.end]
  const rows = await ctx.db.$queryRaw<{ n_day: number; type: string; n: number }[]>(Prisma.sql`
    with hours as materialized (
      select hour, event_type, sum(n) as n, width_bucket(hour, ${edges}) as n_day,
        width_bucket(hour + interval '1 hour - 1 millisecond', ${edges}) as last_day
      from event_counts where hour > ${from}::timestamptz - interval '1 hour' and hour < ${to} ${ofType} group by 1, 2
    ), counted as (
      select n_day, event_type, n from hours where n_day = last_day
      union all
      select width_bucket(e.occurred_at, ${edges}), e.event_type, 1
      from (select distinct hour from hours where n_day <> last_day) cut cross join lateral (
        select occurred_at, event_type from worker_repair_events
        where occurred_at >= greatest(hour, ${from}) and occurred_at < least(hour + interval '1 hour', ${to}) ${ofType}
        offset 0) e
    )
    select n_day, event_type::text as type, sum(n)::int as n from counted group by 1, 2 having sum(n) > 0 order by 1, 2`)
  return named(span, rows)
}

/** Repair events of the days that the chart shows, by day and type. @param timeZone where a day begins */
export async function countEventsByDay(ctx: Ctx, timeZone: string, filter: Filter = {}): Promise<DayCount[]> {
  const span = chartDays(timeZone, ctx.clock.now())
  const { worker_id, phase, fingerprint, job_id, event_type } = filter
  if (!worker_id && !phase && !fingerprint && !job_id) return countPerDay(ctx, span, event_type)
  const where = conditions(span.begins[0] ?? span.end, filter)
  const rows = await ctx.db.$queryRaw<{ n_day: number; type: string; n: number }[]>(Prisma.sql`
    select width_bucket(occurred_at, ${edgesOf(span)}) as n_day, event_type::text as type, count(*)::int as n
    from worker_repair_events where ${where} and occurred_at < ${span.end} group by 1, 2 order by 1, 2`)
  return named(span, rows)
}

/** The workers with most repair events of the last days, at most eight. */
export async function countEventsByWorker(ctx: Ctx, filter: Filter = {}): Promise<WorkerCount[]> {
  const where = conditions(daysAgo(ctx, WORKER_CHART_DAYS), filter)
  return ctx.db.$queryRaw<WorkerCount[]>(Prisma.sql`
    select worker_id as worker, count(*)::int as n from worker_repair_events
    where ${where} group by 1 order by 2 desc, 1 limit 8`)
}
