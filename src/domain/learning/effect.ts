import { EventType } from '../../contract.ts'
import { type LearningMemoryUpdate, Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { DAY, LESSON_EFFECT_DAYS, LESSON_EFFECT_MIN } from '../rules.ts'
import { wholeHours } from '../scorecard/count-events.ts'

type Lesson = Pick<LearningMemoryUpdate, 'id' | 'jobId' | 'topicKey' | 'createdAt'>

/** An adoption signal that begins with these words says that a prompt or a tool was changed. */
export const ADOPTED = 'prompt_or_tooling_adjusted'

/** Errors of a lesson's kinds in as long a time before it as there was after it, in days; a week at most. */
export type Effect = { before: number; after: number; days: number }

/** What an effect says; `early`: less than a day has passed, `few`: so few errors say nothing, `same`: no more apart than by chance. */
export type EffectVerdict = 'fewer' | 'more' | 'same' | 'early' | 'few'

export function verdictOf({ before, after, days }: Effect): EffectVerdict {
  if (days < 1) return 'early'
  if (before + after < LESSON_EFFECT_MIN) return 'few'
  // Counts of rare things scatter by about the root of their sum.
  if (Math.abs(before - after) <= Math.sqrt(before + after)) return 'same'
  return after < before ? 'fewer' : 'more'
}

type Span = { id: string; side: 'before' | 'after'; from: Date; to: Date }
type Counted = { id: string; side: 'before' | 'after'; n: number }

/** Before a lesson and after it, equally long. */
function spansOf({ id, createdAt }: Lesson, now: Date): [Span, Span] {
  const at = createdAt.getTime()
  const length = Math.min(now.getTime() - at, LESSON_EFFECT_DAYS * DAY)
  return [
    { id, side: 'before', from: new Date(at - length), to: createdAt },
    { id, side: 'after', from: createdAt, to: new Date(at + length) },
  ]
}

/** Of the kinds of error that a lesson's own job had; lessons whose job had none are left out. */
async function countByJob(ctx: Ctx, lessons: Lesson[], spans: Span[]): Promise<Counted[]> {
  const jobs = JSON.stringify(lessons.map(({ id, jobId }) => ({ id, job_id: jobId })))
  const windows = JSON.stringify(spans.map(({ id, side, from, to }) => ({ id, side, a: from, b: to })))
  return ctx.db.$queryRaw<Counted[]>(Prisma.sql`
    with lessons as (select * from jsonb_to_recordset(${jobs}::jsonb) as l(id uuid, job_id uuid)),
    kinds as (select distinct l.id, e.fingerprint from lessons l join worker_repair_events e on e.job_id = l.job_id)
    select s.id::text, s.side, count(e.id)::int as n
    from jsonb_to_recordset(${windows}::jsonb) as s(id uuid, side text, a timestamptz, b timestamptz)
    join kinds k on k.id = s.id
    left join worker_repair_events e on e.fingerprint = k.fingerprint and e.occurred_at >= s.a and e.occurred_at < s.b
    group by 1, 2`)
}

/** Of the event type that a topic names. Whole hours come from their counts, the cut ones at the ends from the rows. */
async function countByType(ctx: Ctx, lessons: Lesson[], spans: Span[]): Promise<Counted[]> {
  const typeOf = new Map(lessons.map((it) => [it.id, eventTypeIn(it.topicKey)]))
  const named = spans.flatMap(({ id, side, from, to }) => {
    const { start, end } = wholeHours(from, to)
    const type = typeOf.get(id)
    return type ? [{ id, side, type, a: from, b: to, first: start, last: end }] : []
  })
  if (named.length === 0) return []
  return ctx.db.$queryRaw<Counted[]>(Prisma.sql`
    select s.id::text, s.side, (
      (select coalesce(sum(n), 0) from event_counts c where c.hour >= s.first and c.hour < s.last and c.event_type = s.type)
      + (select count(*) from worker_repair_events e where e.occurred_at >= s.a and e.occurred_at < s.first and e.event_type = s.type)
      + (select count(*) from worker_repair_events e where e.occurred_at >= s.last and e.occurred_at < s.b and e.event_type = s.type)
    )::int as n
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as s(id uuid, side text, type event_type, a timestamptz,
      b timestamptz, first timestamptz, last timestamptz)`)
}

/** The event type that a topic names: `fetch-failed retries` is about `fetch_failed`; null: none. */
function eventTypeIn(topic: string): EventType | null {
  const name = topic.toLowerCase().replaceAll('-', '_')
  return EventType.options.find((it) => name.includes(it)) ?? null
}

/**
 * Whether errors became fewer after lessons: those of the kinds that a lesson's job had, or of the
 * event type that its topic names. A lesson about neither has no effect here.
 *
 * By hand because each lesson has windows and kinds of its own.
 */
export async function readEffects(ctx: Ctx, given: Lesson[], now: Date): Promise<Map<string, Effect>> {
  const lessons = [...new Map(given.map((it) => [it.id, it])).values()]
  if (lessons.length === 0) return new Map()
  const spans = lessons.flatMap((it) => spansOf(it, now))
  const byJob = await countByJob(ctx, lessons, spans)
  const isTied = new Set(byJob.map((it) => it.id))
  const rest = lessons.filter((it) => !isTied.has(it.id))
  const byType = await countByType(ctx, rest, spans)
  const counted = [...byJob, ...byType]
  const of = (id: string, side: Span['side']) => counted.find((it) => it.id === id && it.side === side)?.n
  return new Map(
    spans.flatMap(({ id, side, from, to }) => {
      const [before, after] = [of(id, 'before'), of(id, 'after')]
      if (side === 'before' || before === undefined || after === undefined) return []
      return [[id, { before, after, days: (to.getTime() - from.getTime()) / DAY }]] as const
    }),
  )
}
