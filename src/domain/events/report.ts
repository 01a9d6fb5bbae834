import type { RepairEventInput, RepairEventOutput } from '../../contract.ts'
import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { findOpenRound } from '../rounds/rounds.ts'
import { ERRORS_PER_PROPOSAL } from '../rules.ts'
import { countFingerprint } from './count-fingerprint.ts'
import { openOrJoinProposal } from './open-proposal.ts'

/** Rule 1, as the worker's next move: retry once, then propose, and pause when that was turned down. */
function nextStep(policy: WorkerPolicyDecision | null): RepairEventOutput['next_step'] {
  if (policy === null || policy.status === 'approved') return 'retry_once'
  return policy.status === 'draft' ? 'propose' : 'pause'
}

/** A token that was made for one worker speaks for no other. */
function requireOwnWorker(ctx: Ctx, workerId: string): void {
  const { actor } = ctx
  if (actor.kind === 'token' && actor.workerId !== null && actor.workerId !== workerId) {
    throw new AppError('wrong-role', `This token is of worker ${actor.workerId}, not of ${workerId}.`)
  }
}

/**
 * Keeps a repair event; enough of one kind in a round open a proposal, once.
 *
 * @throws AppError `wrong-role`.
 */
export async function reportRepairEvent(ctx: Ctx, input: RepairEventInput): Promise<RepairEventOutput> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx, input.worker_id)
  return inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    const occurredAt = input.occurred_at ? new Date(input.occurred_at) : now
    const roundId = (await findOpenRound(tx))?.id ?? null
    const { phase, event_type: eventType, raw_command_output: rawCommandOutput } = input
    const { fingerprint, message } = fingerprintOf({ eventType, phase, rawCommandOutput })
    const occurrences = await countFingerprint(tx, {
      id: tx.ids.uuid(),
      roundId,
      fingerprint,
      eventType,
      phase,
      message,
      at: occurredAt,
      workerId: input.worker_id,
    })
    const event = await tx.db.workerRepairEvent.create({
      data: {
        id: tx.ids.uuid(),
        jobId: input.job_id,
        workerId: input.worker_id,
        eventType,
        phase,
        rawCommandOutput: rawCommandOutput as object,
        repairAction: input.repair_action,
        createdAt: now,
        occurredAt,
        roundId,
        fingerprint,
        pool: tx.actor.kind === 'token' || tx.actor.kind === 'member' ? tx.actor.pool : 'default',
        reportedBy: actorRef(tx.actor),
      },
    })
    const policy = occurrences >= ERRORS_PER_PROPOSAL ? await openOrJoinProposal(tx, event) : null
    await recordAudit(tx, 'event.report', {
      subject: `event:${event.id}`,
      after: { fingerprint, occurrences, eventType, phase, workerId: event.workerId, jobId: event.jobId },
      raw: rawCommandOutput,
    })
    return {
      id: event.id,
      fingerprint,
      occurrences,
      proposal: policy && { id: policy.id, policy_key: policy.policyKey, status: policy.status },
      next_step: nextStep(policy),
    }
  })
}
