import { recordAudit } from './audit/record.ts'
import { type Ctx, inTransaction } from './context.ts'

const isMessageId = (it: string) => /^\d{1,30}$/.test(it)

/** Stands in the inbox for a message that was taken back. */
const markOf = (messageId: string) => `unsent-${messageId}`

const UNSENT = 'unsent'

/** A message and its taking back are handled one after the other, whichever comes first. */
const lock = (tx: Ctx, messageId: string) =>
  tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${markOf(messageId)}, 0))`

/** True if a message was taken back before it is handled, in this transaction. */
export async function wasUnsent(tx: Ctx, messageId: string): Promise<boolean> {
  if (!isMessageId(messageId)) return false
  await lock(tx, messageId)
  return (await tx.db.inboxEvent.count({ where: { webhookEventId: markOf(messageId) } })) > 0
}

/** An event whose text was taken back: nothing is kept of it, and nothing done. */
export async function forgetEvent(tx: Ctx, webhookEventId: string): Promise<void> {
  const handled = { handledAt: tx.clock.now(), outcome: UNSENT }
  await tx.db.inboxEvent.update({ where: { webhookEventId }, data: { event: '', ...handled } })
}

/**
 * Removes the stored text of a message that its sender took back; one that was not handled yet, or
 * has not even come, will not be. Decisions that were made of it stand: they are kept in their own rows.
 *
 * @param messageId LINE's, digits only.
 */
export async function removeUnsent(ctx: Ctx, messageId: string): Promise<void> {
  if (!isMessageId(messageId)) return
  await inTransaction(ctx, async (tx) => {
    await lock(tx, messageId)
    const of = { event: { contains: `"id":"${messageId}"` } }
    const handled = { handledAt: tx.clock.now(), outcome: UNSENT }
    await tx.db.inboxEvent.updateMany({ where: { ...of, handledAt: null }, data: handled })
    const { count } = await tx.db.inboxEvent.updateMany({ where: of, data: { event: '' } })
    const mark = { webhookEventId: markOf(messageId), event: '', receivedAt: handled.handledAt, ...handled }
    await tx.db.inboxEvent.createMany({ data: mark, skipDuplicates: true })
    if (count > 0)
      await recordAudit(tx, 'message.unsend', {
        subject: `line-message:${messageId}`,
        after: { removed: count },
      })
  })
}
