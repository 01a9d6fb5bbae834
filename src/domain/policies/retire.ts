import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { requireMayRetire } from '../delegations/acting-as.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { tellMembers } from '../tell.ts'
import { policyFacts } from './facts.ts'
import { listHolders } from './holders.ts'
import { getPolicy } from './read.ts'

/**
 * Takes an approval back: the rollback. Grants that were not used yet are worth nothing from now on,
 * because the database looks at the decision again when an action starts.
 *
 * @returns the policy, and how many unused grants this stops.
 * @throws AppError `not-found`, `wrong-role`, `already-decided` (it is not approved), `stale-version`.
 */
export async function retirePolicy(
  ctx: Ctx,
  input: { policyId: string; reason: string; version?: number; raw?: unknown },
) {
  const { reason, raw } = await maskSecrets({ reason: input.reason, raw: input.raw })
  return inTransaction(ctx, async (tx): Promise<{ policy: WorkerPolicyDecision; stopped: number }> => {
    const before = await getPolicy(tx, input.policyId)
    const acting = await requireMayRetire(tx, before)
    if (input.version !== undefined && input.version !== before.version) {
      throw new AppError(
        'stale-version',
        `This policy is version ${before.version} by now; look at it again.`,
      )
    }
    const { count } = await tx.db.workerPolicyDecision.updateMany({
      where: { id: before.id, status: 'approved', version: before.version },
      data: {
        status: 'retired',
        reason,
        decidedAt: tx.clock.now(),
        decidedBy: acting.name,
        decidedByRef: acting.ref,
        decidedByRole: acting.role,
        version: { increment: 1 },
      },
    })
    if (count === 0)
      throw new AppError(
        'already-decided',
        `Only an approved policy is retired; this one is ${before.status}.`,
      )
    const stopped = await tx.db.selfHealGrant.count({
      where: { policyDecisionId: before.id, usedAt: null, expiresAt: { gt: tx.clock.now() } },
    })
    const policy = await getPolicy(tx, before.id)
    await recordAudit(tx, 'policy.retire', {
      subject: `policy:${before.id}`,
      before: policyFacts(before),
      after: { ...policyFacts(policy), stoppedGrants: stopped },
      raw,
      reason,
    })
    const holders = await listHolders(tx, { ...before, version: before.version - 1 })
    await tellMembers(tx, holders, `policy:${before.id}:v${policy.version}`, [
      { kind: 'decided', policy: policyFacts(policy) },
    ])
    return { policy, stopped }
  })
}
