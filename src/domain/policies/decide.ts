import { z } from 'zod'
import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { findActionEvidence } from '../actions/evidence.ts'
import { settleActions } from '../actions/settle.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { requireMayDecide } from '../delegations/acting-as.ts'
import { findEvidence } from '../events/evidence.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { approversNow } from '../overrides/override.ts'
import { tellMembers } from '../tell.ts'
import { policyFacts } from './facts.ts'
import { listHolders } from './holders.ts'
import { MATRIX_QUESTION } from './keys.ts'
import { getPolicy } from './read.ts'

export const Decision = z.object({
  policyId: z.uuid(),
  status: z.enum(['approved', 'rejected']),
  reason: z.string().trim().min(1, 'A decision has a reason.').max(2_000),
  /** The version that the approver saw. */
  version: z.number().int().min(1).optional(),
  raw: z.unknown().optional(),
})

/**
 * A high risk is decided in its time or not at all; the sweep that marks it comes a little later.
 *
 * @throws AppError `no-answer`.
 */
export function requireTimeLeft(
  { clock }: Ctx,
  { status, riskLevel, answerBy, noAnswerAt }: WorkerPolicyDecision,
): void {
  const isOver = riskLevel === 'high' && answerBy !== null && answerBy <= clock.now()
  if (status === 'draft' && (noAnswerAt || isOver))
    throw new AppError(
      'no-answer',
      'The time to answer this is over; it was not decided. It can be asked for again.',
    )
}

/**
 * Approves or rejects a draft. One decision wins: whoever comes second changes nothing.
 *
 * @throws AppError `not-found`, `wrong-role`, `own-request`, `already-decided`, `stale-version`, `no-answer`.
 */
export async function decidePolicy(ctx: Ctx, input: z.input<typeof Decision>): Promise<WorkerPolicyDecision> {
  const { policyId, status, version, ...words } = Decision.parse(input)
  const { reason, raw } = await maskSecrets(words)
  return inTransaction(ctx, async (tx) => {
    const before = await getPolicy(tx, policyId)
    const acting = await requireMayDecide(tx, before)
    requireTimeLeft(tx, before)
    const { count } = await tx.db.workerPolicyDecision.updateMany({
      where: { id: before.id, status: 'draft', version: version ?? before.version },
      data: {
        status,
        reason,
        decidedAt: tx.clock.now(),
        decidedBy: acting.name,
        decidedByRef: acting.ref,
        decidedByRole: acting.role,
        version: { increment: 1 },
      },
    })
    if (count === 0) await refuseLate(tx, policyId)
    const after = await getPolicy(tx, policyId)
    // What is approved "as shown" is kept: in the state for good, for raw output is emptied one day.
    const shown = before.policyKey === MATRIX_QUESTION ? { catalogue: await approversNow(tx) } : undefined
    await recordAudit(tx, status === 'approved' ? 'policy.approve' : 'policy.reject', {
      subject: `policy:${after.id}`,
      before: policyFacts(before),
      after: { ...policyFacts(after), ...shown },
      raw:
        raw ??
        (await findEvidence(tx, policyId))?.rawOutput ??
        (await findActionEvidence(tx, policyId))?.rawOutput ??
        shown,
      reason,
    })
    await settleActions(tx, after)
    const holders = await listHolders(tx, before)
    await tellMembers(tx, holders, `policy:${after.id}:v${after.version}`, [
      { kind: 'decided', policy: policyFacts(after) },
    ])
    return after
  })
}

/** Says why a draft was not there to decide: somebody was first, or the card is of an older draft. */
async function refuseLate(tx: Ctx, policyId: string): Promise<never> {
  const now = await getPolicy(tx, policyId)
  if (now.status !== 'draft') {
    throw new AppError(
      'already-decided',
      `This is ${now.status} already, by ${now.decidedBy} at ${now.decidedAt?.toISOString()}.`,
    )
  }
  throw new AppError(
    'stale-version',
    `This draft is version ${now.version} by now; look at it again before you decide.`,
  )
}
