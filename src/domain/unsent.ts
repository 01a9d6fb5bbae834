import { recordAudit } from './audit/record.ts'
import { type Ctx, inTransaction } from './context.ts'

/**
 * Removes the stored text of a message that its sender took back. Decisions that were made of it
 * stand: they are kept in their own rows.
 *
 * @param messageId LINE's, digits only.
 */
export async function removeUnsent(ctx: Ctx, messageId: string): Promise<void> {
  if (!/^\d{1,30}$/.test(messageId)) return
  await inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.inboxEvent.updateMany({
      where: { event: { contains: `"id":"${messageId}"` }, handledAt: { not: null } },
      data: { event: '' },
    })
    if (count > 0)
      await recordAudit(tx, 'message.unsend', {
        subject: `line-message:${messageId}`,
        after: { removed: count },
      })
  })
}
