import type { WorkerPolicyDecision, WorkerRepairEvent } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { riskOfRepair } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { effectiveRisks } from '../overrides/override.ts'
import { createDraft, redraft } from '../policies/draft.ts'
import { policyFacts } from '../policies/facts.ts'
import { getPolicy } from '../policies/read.ts'
import { isResting } from '../policies/resting.ts'
import { tellApprovers } from '../policies/tell-approvers.ts'
import { type NextProposal, nextProposal } from '../repairs/next-proposal.ts'
import { findEvidence } from './evidence.ts'

async function draftOf(
  tx: Ctx,
  event: WorkerRepairEvent,
  before: WorkerPolicyDecision | null,
  next: NextProposal,
): Promise<WorkerPolicyDecision> {
  if (before === null) {
    return createDraft(tx, { ...next, allowedAction: event.repairAction })
  }
  const isOver = before.status === 'retired' || (before.status === 'rejected' && !isResting(tx, before))
  return isOver ? redraft(tx, before) : before
}

async function tellProposal(tx: Ctx, draft: WorkerPolicyDecision): Promise<void> {
  const evidence = await findEvidence(tx, draft.id)
  if (evidence) await tellApprovers(tx, draft, { kind: 'proposal', policy: policyFacts(draft), evidence })
}

/**
 * The proposal of an error that happened often enough: opened by the first event that finds none in
 * its round, joined by the later ones; none is joined whose approved repair did not help. The caller
 * holds the lock of the fingerprint's row.
 *
 * @returns the policy decision that the proposal is the draft of.
 */
export async function openOrJoinProposal(tx: Ctx, event: WorkerRepairEvent): Promise<WorkerPolicyDecision> {
  const { roundId, fingerprint } = event
  const joined = await tx.db.repairProposal.findFirst({
    where: { roundId, fingerprint, policy: { verdicts: { none: { verdict: 'came_back' } } } },
    orderBy: { openedAt: 'desc' },
  })
  if (joined) return getPolicy(tx, joined.policyDecisionId)
  const next = await nextProposal(tx, event, riskOfRepair(event.repairAction, await effectiveRisks(tx)))
  const before = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey: next.policyKey } })
  const draft = await draftOf(tx, event, before, next)
  await tx.db.repairProposal.create({
    data: { id: tx.ids.uuid(), roundId, fingerprint, policyDecisionId: draft.id, openedAt: tx.clock.now() },
  })
  await recordAudit(tx, 'proposal.open', {
    subject: `policy:${draft.id}`,
    before: before && policyFacts(before),
    after: policyFacts(draft),
    raw: event.rawCommandOutput,
  })
  if (draft.version !== before?.version) await tellProposal(tx, draft)
  return draft
}
