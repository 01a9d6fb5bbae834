import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { policyFacts } from './facts.ts'
import { MATRIX_QUESTION } from './keys.ts'

/** The question who approves what, while it is open. */
export async function findMatrixQuestion(ctx: Ctx): Promise<WorkerPolicyDecision | null> {
  return ctx.db.workerPolicyDecision.findFirst({ where: { policyKey: MATRIX_QUESTION, status: 'draft' } })
}

/**
 * Who approves what has changed: the open question is a new version from now on, so that nobody
 * approves "as shown" what was shown before. The caller holds what else changed.
 */
export async function renewMatrixQuestion(tx: Ctx): Promise<void> {
  const before = await findMatrixQuestion(tx)
  if (!before) return
  const { count } = await tx.db.workerPolicyDecision.updateMany({
    where: { id: before.id, status: 'draft' },
    data: { version: { increment: 1 } },
  })
  // Somebody decided it at this moment: then it was decided as it was shown.
  if (count === 0) return
  const after = await tx.db.workerPolicyDecision.findUniqueOrThrow({ where: { id: before.id } })
  await recordAudit(tx, 'policy.change', {
    subject: `policy:${before.id}`,
    before: policyFacts(before),
    after: policyFacts(after),
  })
}
