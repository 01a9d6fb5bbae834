import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { ADOPTED, type Effect, readEffects } from './effect.ts'

export type Topic = {
  topic: string
  lessons: number
  latestAt: Date
  /** What was changed in a prompt or a tool because of it, in the worker's words; null: nothing yet. */
  changed: string | null
  /** Since the first lesson that changed something, or else since the first; null: it is about no kind of error. */
  effect: Effect | null
}

type Row = { topic: string; lessons: number; latestAt: Date; lessonId: string }

/**
 * What was learnt about, most lessons first, what changed because of it, and whether it helped.
 *
 * By hand because Prisma cannot take the first row of each group.
 */
export async function listTopics(ctx: Ctx): Promise<Topic[]> {
  const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
    select topic_key as topic, count(*)::int as lessons, max(created_at) as "latestAt",
      (array_agg(id::text order by starts_with(adoption_signal, ${ADOPTED}) desc, created_at, id))[1] as "lessonId"
    from learning_memory_updates group by 1 order by 2 desc, 3 desc limit 30`)
  const ids = rows.map((it) => it.lessonId)
  const told = await ctx.db.learningMemoryUpdate.findMany({ where: { id: { in: ids } } })
  const effects = await readEffects(ctx, told, ctx.clock.now())
  return rows.map(({ topic, lessons, latestAt, lessonId }) => {
    const signal = told.find((it) => it.id === lessonId)?.adoptionSignal ?? ''
    const changed = signal.startsWith(ADOPTED) ? signal : null
    return { topic, lessons, latestAt, changed, effect: effects.get(lessonId) ?? null }
  })
}
