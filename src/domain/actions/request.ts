import type { ActionAnswer, ActionInput } from '../../contract.ts'
import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { findAction, type Risk } from '../catalogue.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { effectiveRisks } from '../overrides/override.ts'
import { poolOf, requireOwnWorker } from '../own-worker.ts'
import { createDraft, redraft } from '../policies/draft.ts'
import { policyFacts } from '../policies/facts.ts'
import { isResting } from '../policies/resting.ts'
import { tellApprovers } from '../policies/tell-approvers.ts'
import { actionEvidence } from './evidence.ts'
import { issueGrant } from './grant.ts'
import { requireRoomToAsk } from './open-asks.ts'
import { digestOf } from './show.ts'

type Rated = ActionInput & { digest: string; risk: Risk }

/** A standing policy for low and medium; one of its own for every single high risk. */
function policyKeyOf({ action, risk }: Rated, actionId: string): string {
  return risk === 'high' ? `action:${action.slice(0, 60)}:${actionId}` : `action:${action}`
}

const RETRY_QUESTION = 'ask:retry_once_on_fetch_failed'

/** Why a low risk does not run by itself; null: it does. */
async function lowRiskRefusal(tx: Ctx, action: string): Promise<WorkerPolicyDecision | null> {
  const keys = [`action:${action}`, ...(action === 'retry_once' ? [RETRY_QUESTION] : [])]
  return tx.db.workerPolicyDecision.findFirst({
    where: { policyKey: { in: keys }, status: { in: ['rejected', 'retired'] } },
  })
}

async function insertAction(
  tx: Ctx,
  id: string,
  input: Rated,
  row: { verdict: 'allow' | 'propose' | 'deny'; policyId: string | null; answer?: string | null },
) {
  const status = ({ allow: 'approved', propose: 'pending', deny: 'rejected' } as const)[row.verdict]
  return tx.db.selfHealAction.create({
    data: {
      id,
      jobId: input.job_id,
      workerId: input.worker_id,
      action: input.action,
      target: input.target,
      parameters: input.parameters as object,
      digest: input.digest,
      riskLevel: input.risk,
      reason: input.reason,
      rawCommandOutput: input.raw_command_output as object,
      verdict: row.verdict,
      status,
      policyDecisionId: row.policyId,
      answer: row.answer ?? null,
      requestedBy: actorRef(tx.actor),
      pool: poolOf(tx.actor),
      createdAt: tx.clock.now(),
      answeredAt: row.verdict === 'propose' ? null : tx.clock.now(),
    },
  })
}

async function audit(tx: Ctx, id: string, input: Rated, verdict: string): Promise<void> {
  const { action, target, parameters, risk, digest } = input
  await recordAudit(tx, `action.${verdict}`, {
    subject: `action:${id}`,
    after: { action, target, parameters, risk, digest, verdict },
    raw: input.raw_command_output,
    reason: input.reason,
  })
}

async function allow(
  tx: Ctx,
  id: string,
  input: Rated,
  policy: WorkerPolicyDecision | null,
): Promise<ActionAnswer> {
  const row = await insertAction(tx, id, input, { verdict: 'allow', policyId: policy?.id ?? null })
  const grant = await issueGrant(tx, row, policy)
  await audit(tx, id, input, 'allow')
  return { id, verdict: 'allow', grant: { id: grant.id, expires_at: grant.expiresAt.toISOString() } }
}

async function deny(tx: Ctx, id: string, input: Rated, policy: WorkerPolicyDecision): Promise<ActionAnswer> {
  await insertAction(tx, id, input, { verdict: 'deny', policyId: policy.id, answer: policy.reason })
  await audit(tx, id, input, 'deny')
  return {
    id,
    verdict: 'deny',
    policy_key: policy.policyKey,
    status: policy.status,
    reason: policy.reason ?? '',
  }
}

async function propose(
  tx: Ctx,
  id: string,
  input: Rated,
  before: WorkerPolicyDecision | null,
): Promise<ActionAnswer> {
  await requireRoomToAsk(tx, input)
  const isNew = before?.status !== 'draft'
  const draft =
    before === null
      ? await createDraft(tx, {
          policyKey: policyKeyOf(input, id),
          allowedAction: input.action,
          riskLevel: input.risk,
          actionDigest: input.risk === 'high' ? input.digest : undefined,
        })
      : isNew
        ? await redraft(tx, before)
        : before
  if (isNew) {
    await recordAudit(tx, 'policy.draft', {
      subject: `policy:${draft.id}`,
      before: before && policyFacts(before),
      after: policyFacts(draft),
    })
  }
  const row = await insertAction(tx, id, input, { verdict: 'propose', policyId: draft.id })
  await audit(tx, id, input, 'propose')
  if (isNew)
    await tellApprovers(tx, draft, {
      kind: 'action',
      policy: policyFacts(draft),
      action: actionEvidence(row),
    })
  return { id, verdict: 'propose', policy_key: draft.policyKey, status: 'draft' }
}

/** The same worker asking for the same thing again while it waits is the same request. */
async function findWaiting(tx: Ctx, input: Rated): Promise<ActionAnswer | null> {
  const { digest, worker_id: workerId, job_id: jobId } = input
  const same = await tx.db.selfHealAction.findFirst({
    where: { digest, workerId, jobId, status: 'pending' },
    include: { policy: true },
  })
  return same && { id: same.id, verdict: 'propose', policy_key: same.policy?.policyKey, status: 'draft' }
}

/** Louis's "no" to exactly this action, while it rests: a worker does not ask again at once under a new key. */
async function findRestingTwin(tx: Ctx, { digest }: Rated): Promise<WorkerPolicyDecision | null> {
  const twin = await tx.db.workerPolicyDecision.findFirst({
    where: { actionDigest: digest, status: 'rejected' },
    orderBy: { decidedAt: 'desc' },
  })
  return twin && isResting(tx, twin) ? twin : null
}

async function judge(tx: Ctx, input: Rated): Promise<ActionAnswer> {
  const id = tx.ids.uuid()
  if (input.risk === 'low') {
    const refusal = await lowRiskRefusal(tx, input.action)
    return refusal ? deny(tx, id, input, refusal) : allow(tx, id, input, null)
  }
  const waiting = await findWaiting(tx, input)
  if (waiting) return waiting
  if (input.risk === 'high') {
    const twin = await findRestingTwin(tx, input)
    return twin ? deny(tx, id, input, twin) : propose(tx, id, input, null)
  }
  const policy = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey: policyKeyOf(input, id) } })
  if (policy?.status === 'approved') return allow(tx, id, input, policy)
  if (policy && isResting(tx, policy)) return deny(tx, id, input, policy)
  return propose(tx, id, input, policy)
}

/**
 * A worker asks to do something to heal itself. The catalogue rates it, never the worker: low runs,
 * medium runs under a standing approved policy, high needs Louis's word for exactly this; what
 * nobody has approved waits.
 *
 * @throws AppError `wrong-role`, `too-many-open-asks`.
 */
export async function requestAction(ctx: Ctx, given: ActionInput): Promise<ActionAnswer> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, given.worker_id)
  const masked = await maskSecrets(given)
  const action = findAction(masked.action) ?? masked.action
  const known = findAction(masked.action)
  return inTransaction(ctx, async (tx) => {
    const risk = known ? (await effectiveRisks(tx))[known] : 'high'
    const rated = { ...masked, action, risk, digest: await digestOf(tx, { ...masked, action }) }
    // Two equal requests at once are judged one after the other: one draft, one card.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`action:${action}`}, 0))`
    return judge(tx, rated)
  })
}
