import type { Policy, PolicyPatch } from '../../contract.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { CATALOGUE } from '../catalogue.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { requireMayDecide } from '../delegations/acting-as.ts'
import { decidePolicy } from './decide.ts'
import { createDraft, redraft } from './draft.ts'
import { policyFacts } from './facts.ts'
import { actionOfKey, getMatrixRow, showPolicy } from './matrix.ts'
import { retirePolicy } from './retire.ts'

const SYSTEM = { kind: 'system', name: 'catalogue' } as const

/** An action of the catalogue that nobody has asked for yet can be decided beforehand; a high risk cannot. */
async function ensureDecision(tx: Ctx, policyKey: string, status: PolicyPatch['status']): Promise<string> {
  const row = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey } })
  const action = actionOfKey(policyKey)
  if (row && !(action && row.status !== 'draft' && status !== 'retired' && row.status !== status))
    return row.id
  if (!row && !action) await getMatrixRow(tx, policyKey)
  const riskLevel = row?.riskLevel ?? (action ? CATALOGUE[action].risk : 'high')
  await requireMayDecide(tx, { riskLevel, requestedBy: 'system:catalogue' })
  if (riskLevel === 'high') {
    throw new AppError(
      'exact-approval-needed',
      'A high risk is approved one exact action at a time; there is no standing approval for it.',
    )
  }
  if (row?.status === 'approved') throw new AppError('already-decided', 'This is approved; retire it first.')
  const asSystem: Ctx = { ...tx, actor: SYSTEM }
  const draft = row
    ? await redraft(asSystem, row)
    : await createDraft(asSystem, { policyKey, allowedAction: action ?? policyKey, riskLevel })
  await recordAudit(asSystem, 'policy.draft', {
    subject: `policy:${draft.id}`,
    before: row && policyFacts(row),
    after: policyFacts(draft),
  })
  return draft.id
}

/** A low risk is approved by rule; taking it back is a decision against it. */
function statusFor(policyKey: string, patch: PolicyPatch, exists: boolean): PolicyPatch['status'] {
  return patch.status === 'retired' && !exists && actionOfKey(policyKey) ? 'rejected' : patch.status
}

/**
 * Approves, rejects or retires a policy by its key.
 *
 * @throws AppError `not-found`, `wrong-role`, `own-request`, `already-decided`, `stale-version`, `no-answer`, `exact-approval-needed`.
 */
export async function patchPolicy(
  ctx: Ctx,
  policyKey: string,
  patch: PolicyPatch,
): Promise<Policy & { stopped_grants?: number }> {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  return inTransaction(ctx, async (tx) => {
    const shown = await getMatrixRow(tx, policyKey)
    await requireMayDecide(tx, { riskLevel: shown.risk_level, requestedBy: '' })
    if (patch.version !== undefined && patch.version !== shown.version) {
      throw new AppError('stale-version', `This policy is version ${shown.version} by now; look at it again.`)
    }
    const status = statusFor(policyKey, patch, shown.id !== null)
    const policyId = await ensureDecision(tx, policyKey, status)
    const { reason, raw_command_output: raw } = patch
    if (status === 'retired') {
      const { policy, stopped } = await retirePolicy(tx, { policyId, reason, raw })
      return { ...showPolicy(policy), stopped_grants: stopped }
    }
    return showPolicy(await decidePolicy(tx, { policyId, status, reason, raw }))
  })
}
