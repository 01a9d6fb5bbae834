import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { HOUR } from '../rules.ts'

/** The whole hours inside a window: `end` is not in them. Without one, both are the window's end. */
export function wholeHours(from: Date, to: Date): { start: Date; end: Date } {
  const start = Math.ceil(from.getTime() / HOUR) * HOUR
  const end = Math.floor(to.getTime() / HOUR) * HOUR
  return start < end ? { start: new Date(start), end: new Date(end) } : { start: to, end: to }
}

type Row = { type: string; friction: boolean; retried: boolean; recovered: boolean; n: number }

/**
 * Events and retries in a window. Whole hours are taken from their counts, so that the cost grows with
 * the hours and not with the events; only the two cut hours at the ends are read one by one.
 *
 * A retry was made where an event says so; it recovered where its output says so (`recovered: true`,
 * as the worker's command line writes it).
 */
export async function countEvents(ctx: Ctx, from: Date, to: Date) {
  const { start, end } = wholeHours(from, to)
  const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
    select type, is_friction as friction, retried, recovered, sum(n)::int as n from (
      select event_type::text as type, is_friction, retried, recovered, n
      from event_counts where hour >= ${start} and hour < ${end}
      union all
      select event_type::text, is_friction, retried, recovered, 1
      from worker_repair_events where occurred_at >= ${from} and occurred_at < ${start}
      union all
      select event_type::text, is_friction, retried, recovered, 1
      from worker_repair_events where occurred_at >= ${end} and occurred_at < ${to}
    ) counted group by 1, 2, 3, 4 having sum(n) > 0 order by 1`)
  const sum = (of: (it: Row) => boolean) => rows.filter(of).reduce((all, it) => all + it.n, 0)
  const types = [...new Set(rows.map((it) => it.type))]
  const attempted = sum((it) => it.retried)
  const recovered = sum((it) => it.recovered)
  return {
    events: {
      total: sum(() => true),
      friction: sum((it) => it.friction),
      by_type: Object.fromEntries(types.map((type) => [type, sum((it) => it.type === type)])),
    },
    retries: { attempted, recovered, recovery_rate: attempted === 0 ? null : recovered / attempted },
  }
}
