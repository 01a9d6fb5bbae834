import { EventType } from '../../contract.ts'
import { type LearningMemoryUpdate, Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { readPool, type Span } from '../digests/read-pool.ts'
import { REVIEW_LOOKBACK, REVIEW_TOPICS } from '../rules.ts'
import type { ReviewFacts, ReviewTopic } from './review-facts.ts'

/** An adoption signal that begins with these words says that a prompt or a tool was changed. */
export const ADOPTED = 'prompt_or_tooling_adjusted'

const isAdopted = (it: LearningMemoryUpdate) => it.adoptionSignal.startsWith(ADOPTED)

/**
 * Whether errors became fewer: those of the kinds that the lesson's job had, or of the event type that
 * its topic names; null if it is about neither.
 */
async function readEffect(ctx: Ctx, lesson: LearningMemoryUpdate, to: Date): Promise<ReviewTopic['effect']> {
  const type = EventType.options.find((it) => lesson.topicKey.includes(it)) ?? null
  const at = lesson.createdAt
  const length = Math.min(to.getTime() - at.getTime(), REVIEW_LOOKBACK)
  const [from, until] = [new Date(at.getTime() - length), new Date(at.getTime() + length)]
  const [row] = await ctx.db.$queryRaw<{ kinds: number; before: number; n: number }[]>(Prisma.sql`
    with kinds as (select distinct fingerprint from worker_repair_events where job_id = ${lesson.jobId}::uuid)
    select (select count(*) from kinds)::int as kinds,
      (count(*) filter (where occurred_at < ${at}))::int as before,
      (count(*) filter (where occurred_at >= ${at}))::int as n
    from worker_repair_events
    where occurred_at >= ${from} and occurred_at < ${until}
      and (fingerprint in (select fingerprint from kinds)
        or (not exists (select 1 from kinds) and event_type::text = ${type}))`)
  if (!row || (row.kinds === 0 && type === null)) return null
  return { n: row.n, before: row.before }
}

async function readTopic(
  ctx: Ctx,
  rows: [LearningMemoryUpdate, ...LearningMemoryUpdate[]],
  to: Date,
): Promise<ReviewTopic> {
  const [newest] = rows
  const told = rows.find(isAdopted) ?? newest
  return {
    lessonId: newest.id,
    topic: newest.topicKey,
    lessons: rows.length,
    lesson: newest.lesson,
    priority: newest.nextRoundPriority,
    isAdopted: isAdopted(told),
    signal: told.adoptionSignal,
    effect: await readEffect(ctx, told, to),
  }
}

/** What was learnt from one moment (counted) to another (not counted), by topic, most lessons first. */
export async function readReview(ctx: Ctx, { from, to }: Span): Promise<ReviewFacts> {
  const rows = await ctx.db.learningMemoryUpdate.findMany({
    where: { createdAt: { gte: from, lt: to } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const byTopic = Map.groupBy(rows, (it) => it.topicKey)
  const most = [...byTopic.values()].sort((a, b) => b.length - a.length).slice(0, REVIEW_TOPICS)
  const topics: ReviewTopic[] = []
  for (const [first, ...rest] of most) if (first) topics.push(await readTopic(ctx, [first, ...rest], to))
  const { top } = await readPool(ctx, null, { from, to })
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    lessons: rows.length,
    adopted: rows.filter(isAdopted).length,
    topics,
    repeated: top.filter((it) => it.n + it.before > 1),
    topicOfRound: null,
  }
}
