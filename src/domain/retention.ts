import { Prisma } from '../db/generated/client.ts'
import { recordAudit } from './audit/record.ts'
import { type Ctx, inTransaction } from './context.ts'
import { DAY } from './rules.ts'

/** What stands where raw output was emptied. */
const EMPTIED = { emptied: true }

/**
 * Empties raw output, inbox bodies, message bodies and old answers to POSTs; rows and hashes stay,
 * and the audit chain still verifies.
 *
 * @param days how long they are kept.
 * @returns how many rows were emptied.
 */
export async function emptyOldOutput(ctx: Ctx, days: number): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - days * DAY)
  const notYet = { NOT: { rawCommandOutput: { equals: EMPTIED } } }
  return inTransaction(ctx, async (tx) => {
    const raw = { rawCommandOutput: EMPTIED }
    const events = await tx.db.workerRepairEvent.updateMany({
      where: { createdAt: { lt: before }, ...notYet },
      data: raw,
    })
    const actions = await tx.db.selfHealAction.updateMany({
      where: { createdAt: { lt: before }, status: { not: 'pending' }, ...notYet },
      data: raw,
    })
    const executions = await tx.db.selfHealExecution.updateMany({
      where: { finishedAt: { lt: before }, rawCommandOutput: { not: Prisma.DbNull }, ...notYet },
      data: raw,
    })
    const checks = await tx.db.artifactGateCheck.updateMany({
      where: { checkedAt: { lt: before }, rawCommandOutput: { not: Prisma.DbNull }, ...notYet },
      data: raw,
    })
    const inbox = await tx.db.inboxEvent.updateMany({
      where: { receivedAt: { lt: before }, handledAt: { not: null }, NOT: { event: '' } },
      data: { event: '' },
    })
    const bodies = await tx.db.delivery.updateMany({
      where: {
        createdAt: { lt: before },
        status: { in: ['sent', 'dead', 'settled'] },
        NOT: { data: { equals: [] } },
      },
      data: { body: null, data: [] },
    })
    await tx.db.idempotencyKey.deleteMany({ where: { createdAt: { lt: before } } })
    const [audit] = await tx.db.$queryRaw<{ n: bigint }[]>`select empty_audit_raw_output(${before}) as n`
    const counted = [events, actions, executions, checks, inbox, bodies]
    const emptied = counted.reduce((sum, it) => sum + it.count, Number(audit?.n ?? 0))
    if (emptied > 0)
      await recordAudit(tx, 'retention.empty', { subject: 'raw-output', after: { before, emptied } })
    return emptied
  })
}
