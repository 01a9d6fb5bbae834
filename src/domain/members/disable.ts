import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { isUuid } from '../is-uuid.ts'

/**
 * Ends a member's rights at once; what they did stays.
 *
 * @throws AppError `not-found`, `wrong-role`.
 */
export async function disableMember(ctx: Ctx, id: string): Promise<void> {
  if (ctx.actor.kind !== 'operator') throw new AppError('wrong-role', 'Members are disabled on the server.')
  await inTransaction(ctx, async (tx) => {
    const where = { id, disabledAt: null }
    const disabledAt = tx.clock.now()
    if (!isUuid(id) || (await tx.db.member.updateMany({ where, data: { disabledAt } })).count === 0)
      throw new AppError('not-found', `There is no active member ${id}; see \`countersign member list\`.`)
    await recordAudit(tx, 'member.disable', { subject: `member:${id}`, after: { disabled: true } })
  })
}
