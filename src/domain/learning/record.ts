import type { z } from 'zod'
import type { Learning, LearningInput } from '../../contract.ts'
import type { LearningMemoryUpdate } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { poolOf } from '../own-worker.ts'
import { newestFirst, type Page, type PageInput, pageOf } from '../page.ts'

export type LearningRow = z.output<typeof Learning>

function show(row: LearningMemoryUpdate): LearningRow {
  return {
    id: row.id,
    job_id: row.jobId,
    topic_key: row.topicKey,
    lesson: row.lesson,
    next_round_priority: row.nextRoundPriority,
    adoption_signal: row.adoptionSignal,
    created_at: row.createdAt.toISOString(),
  }
}

/**
 * Keeps a lesson, what the next round should do first because of it, and the sign that it was taken up.
 *
 * @throws AppError `wrong-role`.
 */
export async function recordLearning(ctx: Ctx, given: LearningInput): Promise<LearningRow> {
  requireRole(ctx.actor, 'worker')
  const input = await maskSecrets(given)
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db.learningMemoryUpdate.create({
      data: {
        id: tx.ids.uuid(),
        jobId: input.job_id,
        topicKey: input.topic_key,
        lesson: input.lesson,
        nextRoundPriority: input.next_round_priority,
        adoptionSignal: input.adoption_signal,
        createdAt: tx.clock.now(),
        recordedBy: actorRef(tx.actor),
        pool: poolOf(tx.actor),
      },
    })
    await recordAudit(tx, 'learning.record', { subject: `learning:${row.id}`, after: show(row) })
    return show(row)
  })
}

/** Lessons, newest first; of one topic if given. */
export async function listLearning(
  ctx: Ctx,
  input: PageInput & { topic_key?: string },
): Promise<Page<LearningRow>> {
  const { where, ...order } = newestFirst(input)
  const rows = await ctx.db.learningMemoryUpdate.findMany({
    where: { ...where, topicKey: input.topic_key },
    ...order,
  })
  return pageOf(rows, input.limit, show)
}
