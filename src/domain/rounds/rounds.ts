import { isUniqueViolation } from '../../db/database.ts'
import type { Round } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'

/** The open round, or null between rounds. */
export async function findOpenRound(ctx: Ctx): Promise<Round | null> {
  return ctx.db.round.findFirst({ where: { closedAt: null } })
}

/**
 * Begins a round: its D1.
 *
 * @param at when it began; default now.
 * @throws AppError `round-open` if one is open.
 */
export async function startRound(ctx: Ctx, topic: string, at?: Date): Promise<Round> {
  if (ctx.actor.kind !== 'operator' && ctx.actor.kind !== 'system') {
    throw new AppError('wrong-role', 'Rounds are started on the server with `countersign round start`.')
  }
  try {
    return await inTransaction(ctx, async (tx) => {
      const round = await tx.db.round.create({
        data: { id: tx.ids.uuid(), topic, startedAt: at ?? tx.clock.now(), enteredAt: tx.clock.now() },
      })
      await recordAudit(tx, 'round.start', { subject: `round:${round.id}`, after: round })
      return round
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('round-open', 'A round is open; close it first with `countersign round close`.', {
      cause: error,
    })
  }
}

const noRound = () => new AppError('no-round', 'No round is open; start one with `countersign round start`.')

/**
 * Ends the open round; it has to have taught something.
 *
 * @throws AppError `no-round`, or `round-incomplete` without a lesson and a next priority.
 */
export async function closeRound(ctx: Ctx): Promise<Round> {
  if (ctx.actor.kind !== 'operator') throw new AppError('wrong-role', 'Rounds are closed on the server.')
  return inTransaction(ctx, async (tx) => {
    const before = await findOpenRound(tx)
    if (!before) throw noRound()
    const lessons = await tx.db.learningMemoryUpdate.count({
      where: { createdAt: { gte: before.startedAt } },
    })
    if (lessons === 0) {
      throw new AppError(
        'round-incomplete',
        'This round has no lesson and no next_round_priority yet: record one with POST /api/pls/learning-memory-updates.',
      )
    }
    const closedAt = tx.clock.now()
    const { count } = await tx.db.round.updateMany({
      where: { id: before.id, closedAt: null },
      data: { closedAt },
    })
    if (count === 0) throw noRound()
    const after = { ...before, closedAt }
    await recordAudit(tx, 'round.close', { subject: `round:${after.id}`, before, after })
    return after
  })
}
