import type { WorkerPolicyDecision, WorkerRepairEvent } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { APPROVER, riskOfRepair } from '../catalogue.ts'
import { actorRef, type Ctx } from '../context.ts'
import { listReachable } from '../members/read.ts'
import { policyFacts } from '../policies/facts.ts'
import { cardSubject } from '../policies/holders.ts'
import { repairKey } from '../policies/keys.ts'
import { getPolicy } from '../policies/read.ts'
import { tellMembers } from '../tell.ts'
import { findEvidence } from './evidence.ts'

async function createDraft(tx: Ctx, event: WorkerRepairEvent): Promise<WorkerPolicyDecision> {
  const riskLevel = riskOfRepair(event.repairAction)
  return tx.db.workerPolicyDecision.create({
    data: {
      id: tx.ids.uuid(),
      policyKey: repairKey(event),
      allowedAction: event.repairAction,
      riskLevel,
      approvalRequiredBy: APPROVER[riskLevel],
      status: 'draft',
      requestedBy: actorRef(tx.actor),
      createdAt: tx.clock.now(),
    },
  })
}

/** What was turned down or taken back earlier is asked anew: the errors came back. */
async function redraft(tx: Ctx, before: WorkerPolicyDecision): Promise<WorkerPolicyDecision> {
  return tx.db.workerPolicyDecision.update({
    where: { id: before.id, version: before.version },
    data: {
      status: 'draft',
      decidedAt: null,
      decidedBy: null,
      decidedByRef: null,
      decidedByRole: null,
      reason: null,
      requestedBy: actorRef(tx.actor),
      version: { increment: 1 },
    },
  })
}

async function tellApprovers(tx: Ctx, draft: WorkerPolicyDecision): Promise<void> {
  const evidence = await findEvidence(tx, draft.id)
  if (!evidence) return
  const approvers = await listReachable(tx, [APPROVER[draft.riskLevel]])
  // Nobody of the usual role is bound yet: Louis may decide everything, and somebody has to see it.
  const recipients = approvers.length > 0 ? approvers : await listReachable(tx, ['louis'])
  await tellMembers(tx, recipients, cardSubject(draft), [
    { kind: 'proposal', policy: policyFacts(draft), evidence },
  ])
}

/**
 * The proposal of an error that happened often enough: opened by the first event that finds none in
 * its round, joined by the later ones. The caller holds the lock of the fingerprint's row.
 *
 * @returns the policy decision that the proposal is the draft of.
 */
export async function openOrJoinProposal(tx: Ctx, event: WorkerRepairEvent): Promise<WorkerPolicyDecision> {
  const { roundId, fingerprint } = event
  const joined = await tx.db.repairProposal.findFirst({ where: { roundId, fingerprint } })
  if (joined) return getPolicy(tx, joined.policyDecisionId)
  const before = await tx.db.workerPolicyDecision.findUnique({ where: { policyKey: repairKey(event) } })
  const isNews = before === null || before.status === 'rejected' || before.status === 'retired'
  const draft = before === null ? await createDraft(tx, event) : isNews ? await redraft(tx, before) : before
  await tx.db.repairProposal.create({
    data: { id: tx.ids.uuid(), roundId, fingerprint, policyDecisionId: draft.id, openedAt: tx.clock.now() },
  })
  await recordAudit(tx, 'proposal.open', {
    subject: `policy:${draft.id}`,
    before: before && policyFacts(before),
    after: policyFacts(draft),
    raw: event.rawCommandOutput,
  })
  if (isNews) await tellApprovers(tx, draft)
  return draft
}
