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

/** The days of the calendar that the chart shows, oldest first, and when they begin and end. */
export function chartDays(timeZone: string, now: Date): { days: string[]; from: Date; to: Date } {
  const today = localDateOf(timeZone, now)
  const first = addDays(today, 1 - CHART_DAYS)
  return {
    days: Array.from({ length: CHART_DAYS }, (_, n) => isoDay(addDays(first, n))),
    from: momentOf(timeZone, first, MIDNIGHT),
    to: momentOf(timeZone, addDays(today, 1), MIDNIGHT),
  }
}

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
 * All events of a window by day and type, from their counts by hour: the cost grows with the hours, not
 * with the events. The hours that the window's ends cut are read one by one, and those that midnight
 * cuts in two (India, Nepal).
 *
 * By hand because Prisma cannot group by a day in a time zone.
 *
 * @param timeZone where a day begins; an IANA name.
 */
export async function countPerDay(
  ctx: Ctx,
  timeZone: string,
  { from, to, type }: { from: Date; to: Date; type?: Filter['event_type'] },
): Promise<DayCount[]> {
  const ofType = type ? Prisma.sql`and event_type = ${type}::event_type` : Prisma.empty
  const dayOf = (at: Prisma.Sql) => Prisma.sql`to_char(${at} at time zone ${timeZone}, 'YYYY-MM-DD')`
  return ctx.db.$queryRaw<DayCount[]>(Prisma.sql`
    with hours as (
      select hour, event_type, sum(n) as n, hour < ${from}::timestamptz or hour + interval '1 hour' > ${to}::timestamptz
        or ${dayOf(Prisma.sql`hour`)} <> ${dayOf(Prisma.sql`(hour + interval '1 hour - 1 millisecond')`)} as is_cut
      from event_counts where hour > ${from}::timestamptz - interval '1 hour' and hour < ${to} ${ofType} group by 1, 2
    ), counted as (
      select hour as at, event_type, n from hours where not is_cut
      union all
      select occurred_at, event_type, 1 from worker_repair_events e
      join (select distinct hour from hours where is_cut) cut on occurred_at >= hour and occurred_at < hour + interval '1 hour'
      where occurred_at >= ${from} and occurred_at < ${to} ${ofType}
    )
    select ${dayOf(Prisma.sql`at`)} as day, event_type::text as type, sum(n)::int as n
    from counted group by 1, 2 having sum(n) > 0 order by 1, 2`)
}

/** Repair events of the days that the chart shows, by day and type. @param timeZone where a day begins */
export async function countEventsByDay(ctx: Ctx, timeZone: string, filter: Filter = {}): Promise<DayCount[]> {
  const { from, to } = chartDays(timeZone, ctx.clock.now())
  const { worker_id, phase, fingerprint, job_id, event_type: type } = filter
  if (!worker_id && !phase && !fingerprint && !job_id) return countPerDay(ctx, timeZone, { from, to, type })
  return ctx.db.$queryRaw<DayCount[]>(Prisma.sql`
    select to_char(occurred_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, event_type::text as type, count(*)::int as n
    from worker_repair_events where ${conditions(from, filter)} and occurred_at < ${to} group by 1, 2 order by 1, 2`)
}

/** The workers with most repair events of the last days, at most eight. */
export async function countEventsByWorker(ctx: Ctx, filter: Filter = {}): Promise<WorkerCount[]> {
  const where = conditions(daysAgo(ctx, WORKER_CHART_DAYS), filter)
  return ctx.db.$queryRaw<WorkerCount[]>(Prisma.sql`
    select worker_id as worker, count(*)::int as n from worker_repair_events
    where ${where} group by 1 order by 2 desc, 1 limit 8`)
}
