import { isUniqueViolation } from '../../db/database.ts'
import type { Halt } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { maskText } from '../mask-secrets.ts'

/** The open halt, or null. */
export async function findHalt(ctx: Ctx): Promise<Halt | null> {
  return ctx.db.halt.findFirst({ where: { resumedAt: null } })
}

/**
 * The kill switch: from now on no action starts, approved or not, until a person resumes.
 *
 * @throws AppError `wrong-role`, `halted` if it is on already.
 */
export async function halt(ctx: Ctx, words: string): Promise<Halt> {
  requireRole(ctx.actor, 'louis')
  const reason = await maskText(words)
  try {
    return await inTransaction(ctx, async (tx) => {
      const made = await tx.db.halt.create({
        data: { id: tx.ids.uuid(), reason, haltedBy: tx.actor.name, haltedAt: tx.clock.now() },
      })
      await recordAudit(tx, 'halt.begin', {
        subject: `halt:${made.id}`,
        after: { by: actorRef(tx.actor) },
        reason,
      })
      return made
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('halted', 'Everything is halted already.', { cause: error })
  }
}

/**
 * Ends the halt. Nothing that was refused starts by itself.
 *
 * @throws AppError `wrong-role`, `not-halted`.
 */
export async function resume(ctx: Ctx): Promise<Halt> {
  requireRole(ctx.actor, 'louis')
  return inTransaction(ctx, async (tx) => {
    const open = await findHalt(tx)
    const now = tx.clock.now()
    const { count } = await tx.db.halt.updateMany({
      where: { id: open?.id ?? '00000000-0000-0000-0000-000000000000', resumedAt: null },
      data: { resumedAt: now, resumedBy: tx.actor.name },
    })
    if (!open || count === 0) throw new AppError('not-halted', 'Nothing is halted.')
    await recordAudit(tx, 'halt.end', {
      subject: `halt:${open.id}`,
      before: { reason: open.reason },
      after: { resumedAt: now },
    })
    return { ...open, resumedAt: now, resumedBy: tx.actor.name }
  })
}
