import { addTask } from '../../db/add-task.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { SEND_DELIVERY } from '../tell.ts'

/** The name of the one delivery that may stand in for a dead one. */
export const resendKey = (deliveryId: string) => `resend:${deliveryId}`

/**
 * Owes LINE a dead message once more, as a delivery of its own with a retry key of its own; the dead
 * one stays as it is. A second resend of the same one is refused.
 *
 * @returns the id of the new delivery.
 * @throws AppError `wrong-role`, `not-found`, `already-decided` if it is not dead or was sent again.
 */
export async function resendDelivery(ctx: Ctx, id: string): Promise<string> {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  return inTransaction(ctx, async (tx) => {
    const dead = isUuid(id) ? await tx.db.delivery.findUnique({ where: { id } }) : null
    if (!dead) throw new AppError('not-found', `There is no delivery ${id}.`)
    const { memberId, lineTo, locale, template, data, subject } = dead
    const isEmptied = Array.isArray(data) && data.length === 0
    if (dead.status !== 'dead' || isEmptied)
      throw new AppError('already-decided', 'Only a dead message whose content is still kept is sent again.')
    const newId = tx.ids.uuid()
    const { count } = await tx.db.delivery.createMany({
      data: {
        id: newId,
        memberId,
        lineTo,
        locale,
        template,
        data: data as Prisma.InputJsonArray,
        subject,
        dedupeKey: resendKey(id),
        createdAt: tx.clock.now(),
      },
      skipDuplicates: true,
    })
    if (count === 0) throw new AppError('already-decided', 'This message was sent again already.')
    await addTask(tx.db, SEND_DELIVERY, { id: newId })
    await recordAudit(tx, 'delivery.resend', {
      subject: `delivery:${id}`,
      before: { status: dead.status, lastError: dead.lastError },
      after: { delivery: newId },
    })
    return newId
  })
}
