import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { EventFilter } from '../lists.ts'
import { CHART_DAYS } from '../rules.ts'

export type DayCount = { day: string; type: string; n: number }
export type WorkerCount = { worker: string; n: number }
type Filter = Pick<EventFilter, 'event_type' | 'worker_id' | 'phase' | 'fingerprint' | 'job_id'>

function conditions(ctx: Ctx, days: number, filter: Filter): Prisma.Sql {
  const since = new Date(ctx.clock.now())
  since.setUTCDate(since.getUTCDate() - days)
  const parts = [Prisma.sql`occurred_at >= ${since}`]
  if (filter.event_type) parts.push(Prisma.sql`event_type = ${filter.event_type}::event_type`)
  if (filter.worker_id) parts.push(Prisma.sql`worker_id = ${filter.worker_id}`)
  if (filter.phase) parts.push(Prisma.sql`phase = ${filter.phase}`)
  if (filter.fingerprint) parts.push(Prisma.sql`fingerprint = ${filter.fingerprint}`)
  if (filter.job_id) parts.push(Prisma.sql`job_id = ${filter.job_id}::uuid`)
  return Prisma.join(parts, ' and ')
}

/**
 * Repair events of the days that the charts show, by day and type and by worker.
 *
 * By hand because Prisma cannot group by a day in a time zone.
 *
 * @param timeZone where a day begins; an IANA name.
 */
export async function countEventsByDay(ctx: Ctx, timeZone: string, filter: Filter = {}) {
  const where = conditions(ctx, CHART_DAYS, filter)
  const days = await ctx.db.$queryRaw<DayCount[]>(Prisma.sql`
    select to_char(occurred_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, event_type::text as type, count(*)::int as n
    from worker_repair_events where ${where} group by 1, 2 order by 1, 2`)
  const workers = await ctx.db.$queryRaw<WorkerCount[]>(Prisma.sql`
    select worker_id as worker, count(*)::int as n from worker_repair_events
    where ${where} group by 1 order by 2 desc, 1 limit 8`)
  return { days, workers }
}
