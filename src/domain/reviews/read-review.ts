import type { LearningMemoryUpdate } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { readPool, type Span } from '../digests/read-pool.ts'
import { ADOPTED, readEffects } from '../learning/effect.ts'
import { REVIEW_TOPICS } from '../rules.ts'
import type { ReviewFacts, ReviewTopic } from './review-facts.ts'

const isAdopted = (it: LearningMemoryUpdate) => it.adoptionSignal.startsWith(ADOPTED)

async function readTopic(
  ctx: Ctx,
  rows: [LearningMemoryUpdate, ...LearningMemoryUpdate[]],
  to: Date,
): Promise<ReviewTopic> {
  const [newest] = rows
  const told = rows.find(isAdopted) ?? newest
  const effect = (await readEffects(ctx, [told], to)).get(told.id)
  return {
    lessonId: newest.id,
    topic: newest.topicKey,
    lessons: rows.length,
    lesson: newest.lesson,
    priority: newest.nextRoundPriority,
    isAdopted: isAdopted(told),
    signal: told.adoptionSignal,
    effect: effect ? { n: effect.after, before: effect.before } : null,
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
