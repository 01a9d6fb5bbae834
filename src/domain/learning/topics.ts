import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { LESSON_EFFECT_DAYS } from '../rules.ts'

export type Topic = {
  topic: string
  lessons: number
  latest_at: Date
  /** Errors of the topic's kind in the days before its first lesson and after it; null: it names no kind. */
  before: number | null
  after: number | null
}

/**
 * What was learnt about, most lessons first, and whether errors became fewer: a topic that names an
 * event type or a fingerprint is compared with the events of that kind.
 *
 * By hand because the counts of two windows a topic are one statement this way.
 */
export async function listTopics(ctx: Ctx): Promise<Topic[]> {
  const days = `${LESSON_EFFECT_DAYS} days`
  return ctx.db.$queryRaw<Topic[]>(Prisma.sql`
    with topics as (
      select topic_key as topic, count(*)::int as lessons, min(created_at) as first_at, max(created_at) as latest_at
      from learning_memory_updates group by 1 order by 2 desc, 4 desc limit 30
    ), kinds as (
      select t.*, (select k from unnest(enum_range(null::event_type)) k
        where position(k::text in replace(lower(t.topic), '-', '_')) > 0 limit 1) as kind
      from topics t
    )
    select k.topic, k.lessons, k.latest_at,
      case when k.kind is not null then (select count(*)::int from worker_repair_events e where e.event_type = k.kind
        and e.occurred_at >= k.first_at - ${days}::interval and e.occurred_at < k.first_at) end as before,
      case when k.kind is not null then (select count(*)::int from worker_repair_events e where e.event_type = k.kind
        and e.occurred_at >= k.first_at and e.occurred_at < k.first_at + ${days}::interval) end as after
    from kinds k order by k.lessons desc, k.latest_at desc`)
}
