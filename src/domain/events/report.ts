import type { EventType, RepairEventInput, RepairEventOutput } from '../../contract.ts'
import type { Job, WorkerPolicyDecision } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { fingerprintFor } from '../fingerprint/known-error.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { poolOf, requireOwnWorker } from '../own-worker.ts'
import { findOpenRound } from '../rounds/rounds.ts'
import { ERRORS_PER_PROPOSAL } from '../rules.ts'
import { countFingerprint } from './count-fingerprint.ts'
import { openOrJoinProposal } from './open-proposal.ts'

type NewEvent = {
  jobId: string
  workerId: string
  eventType: EventType
  phase: string
  rawCommandOutput: unknown
  repairAction: string
  occurredAt: Date
  isFriction: boolean
  pool: string
}

/** Rule 1, as the worker's next move: retry once, then propose, and pause when that was turned down. */
function nextStep(policy: WorkerPolicyDecision | null): RepairEventOutput['next_step'] {
  if (policy === null || policy.status === 'approved') return 'retry_once'
  return policy.status === 'draft' ? 'propose' : 'pause'
}

/** Counts an event, keeps it, and opens or joins the proposal of its fingerprint; in the caller's transaction. */
async function keepEvent(tx: Ctx, event: NewEvent): Promise<RepairEventOutput> {
  const { eventType, phase, rawCommandOutput, jobId, workerId } = event
  const roundId = (await findOpenRound(tx))?.id ?? null
  const { fingerprint, message } = await fingerprintFor(tx, { eventType, phase, rawCommandOutput })
  const counted = {
    id: tx.ids.uuid(),
    roundId,
    fingerprint,
    eventType,
    phase,
    message,
    at: event.occurredAt,
    workerId,
  }
  const occurrences = await countFingerprint(tx, counted)
  const kept = await tx.db.workerRepairEvent.create({
    data: {
      ...event,
      id: tx.ids.uuid(),
      rawCommandOutput: rawCommandOutput as object,
      createdAt: tx.clock.now(),
      roundId,
      fingerprint,
      reportedBy: actorRef(tx.actor),
    },
  })
  const policy = occurrences >= ERRORS_PER_PROPOSAL ? await openOrJoinProposal(tx, kept) : null
  await recordAudit(tx, 'event.report', {
    subject: `event:${kept.id}`,
    after: { fingerprint, occurrences, eventType, phase, workerId, jobId },
    raw: rawCommandOutput,
  })
  return {
    id: kept.id,
    fingerprint,
    occurrences,
    proposal: policy && { id: policy.id, policy_key: policy.policyKey, status: policy.status },
    next_step: nextStep(policy),
  }
}

/**
 * Keeps a repair event that a worker reports; enough of one kind in a round open a proposal, once.
 *
 * @throws AppError `wrong-role`.
 */
export async function reportRepairEvent(ctx: Ctx, given: RepairEventInput): Promise<RepairEventOutput> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, given.worker_id)
  const input = await maskSecrets(given)
  return inTransaction(ctx, (tx) =>
    keepEvent(tx, {
      jobId: input.job_id,
      workerId: input.worker_id,
      eventType: input.event_type,
      phase: input.phase,
      rawCommandOutput: input.raw_command_output,
      repairAction: input.repair_action,
      occurredAt: input.occurred_at ? new Date(input.occurred_at) : tx.clock.now(),
      isFriction: false,
      pool: poolOf(tx.actor),
    }),
  )
}

type Finding = { job: Job; eventType: 'lease_risk' | 'claim_idle'; phase: string; message: string }

/** Keeps an event that the bot itself found, about the worker that held the job. */
export async function reportFinding(
  tx: Ctx,
  { job, eventType, phase, message }: Finding,
): Promise<RepairEventOutput> {
  const system: Ctx = { ...tx, actor: { kind: 'system', name: 'lease watch' } }
  return keepEvent(system, {
    jobId: job.id,
    workerId: job.workerId ?? 'nobody',
    eventType,
    phase,
    rawCommandOutput: { message, job_title: job.title, lease_until: job.leaseUntil?.toISOString() ?? null },
    // What a person would want proposed; the catalogue rates it.
    repairAction: eventType === 'lease_risk' ? 'requeue_job' : 'diagnose',
    occurredAt: tx.clock.now(),
    isFriction: false,
    pool: job.pool,
  })
}

/** Where a person's report is about no job. */
const NO_JOB = '00000000-0000-0000-0000-000000000000'

export type Friction = { eventType: EventType; phase: string; words: string; evidence: string[] }

/**
 * Keeps what a person on the front line reports: the same event, marked as friction.
 *
 * @param friction with the ids of LINE messages (pictures, files) as evidence.
 * @throws AppError `wrong-role`.
 */
export async function reportFriction(ctx: Ctx, friction: Friction): Promise<RepairEventOutput> {
  requireRole(ctx.actor, 'worker', 'pool_owner', 'pls_owner', 'louis')
  const { words, evidence } = await maskSecrets({ words: friction.words, evidence: friction.evidence })
  return inTransaction(ctx, (tx) =>
    keepEvent(tx, {
      jobId: NO_JOB,
      workerId: tx.actor.name,
      eventType: friction.eventType,
      phase: friction.phase,
      rawCommandOutput: { message: words, reported_in: 'LINE', evidence },
      repairAction: 'repair_proposal',
      occurredAt: tx.clock.now(),
      isFriction: true,
      pool: poolOf(tx.actor),
    }),
  )
}
