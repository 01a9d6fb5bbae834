import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { EventFilter } from '../lists.ts'
import { CHART_DAYS, WORKER_CHART_DAYS } from '../rules.ts'

export type DayCount = { day: string; type: string; n: number }
export type WorkerCount = { worker: string; n: number }
type Filter = Pick<EventFilter, 'event_type' | 'worker_id' | 'phase' | 'fingerprint' | 'job_id'>

function daysAgo(ctx: Ctx, days: number): Date {
  const since = new Date(ctx.clock.now())
  since.setUTCDate(since.getUTCDate() - days)
  return since
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

/** All that there are, from their counts by hour: the cost grows with the hours, not with the events. */
async function countAll(ctx: Ctx, timeZone: string, filter: Filter): Promise<DayCount[]> {
  const ofType = filter.event_type
    ? Prisma.sql`and event_type = ${filter.event_type}::event_type`
    : Prisma.empty
  return ctx.db.$queryRaw<DayCount[]>(Prisma.sql`
    select to_char(hour at time zone ${timeZone}, 'YYYY-MM-DD') as day, event_type::text as type, sum(n)::int as n
    from event_counts where hour >= ${daysAgo(ctx, CHART_DAYS)} ${ofType} group by 1, 2 having sum(n) > 0 order by 1, 2`)
}

/**
 * Repair events of the days that the chart shows, by day and type.
 *
 * By hand because Prisma cannot group by a day in a time zone.
 *
 * @param timeZone where a day begins; an IANA name, whole hours away from UTC.
 */
export async function countEventsByDay(ctx: Ctx, timeZone: string, filter: Filter = {}): Promise<DayCount[]> {
  const { worker_id, phase, fingerprint, job_id } = filter
  if (!worker_id && !phase && !fingerprint && !job_id) return countAll(ctx, timeZone, filter)
  const where = conditions(daysAgo(ctx, CHART_DAYS), filter)
  return ctx.db.$queryRaw<DayCount[]>(Prisma.sql`
    select to_char(occurred_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, event_type::text as type, count(*)::int as n
    from worker_repair_events where ${where} group by 1, 2 order by 1, 2`)
}

/** The workers with most repair events of the last days, at most eight. */
export async function countEventsByWorker(ctx: Ctx, filter: Filter = {}): Promise<WorkerCount[]> {
  const where = conditions(daysAgo(ctx, WORKER_CHART_DAYS), filter)
  return ctx.db.$queryRaw<WorkerCount[]>(Prisma.sql`
    select worker_id as worker, count(*)::int as n from worker_repair_events
    where ${where} group by 1 order by 2 desc, 1 limit 8`)
}
