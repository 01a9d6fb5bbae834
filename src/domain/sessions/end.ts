import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'

/** Signs out; a session that has ended already stays ended. */
export async function endSession(ctx: Ctx, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.consoleSession.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: tx.clock.now() },
    })
    if (count > 0) await recordAudit(tx, 'session.end', { subject: `session:${id}`, reason })
  })
}
