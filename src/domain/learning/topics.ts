import { type LearningMemoryUpdate, Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { ADOPTED } from './effect.ts'

export type Topic = {
  topic: string
  lessons: number
  latestAt: Date
  /** The first lesson that changed a prompt or a tool, or else the first: since then it may have helped. */
  since: LearningMemoryUpdate
  /** What was changed, in the worker's words; null: nothing yet. */
  changed: string | null
}

type Row = { topic: string; lessons: number; latestAt: Date; lessonId: string }

/**
 * What was learnt about, most lessons first, and what changed because of it.
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
  return rows.flatMap(({ topic, lessons, latestAt, lessonId }) => {
    const since = told.find((it) => it.id === lessonId)
    const changed = since?.adoptionSignal.startsWith(ADOPTED) ? since.adoptionSignal : null
    return since ? [{ topic, lessons, latestAt, since, changed }] : []
  })
}
