import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { APPROVER } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { type Tell, tellMembers } from '../tell.ts'
import { listAskable } from './askable.ts'
import { cardSubject } from './holders.ts'
import { similarKey } from './similar.ts'

/** Owes a draft's card to those who may decide it; one like another that was just sent is gathered. */
export async function tellApprovers(tx: Ctx, draft: WorkerPolicyDecision, card: Tell): Promise<void> {
  const approvers = await listAskable(tx, draft, [APPROVER[draft.riskLevel]])
  // Nobody of the usual role is there: Louis may decide everything, and somebody has to see it.
  const recipients = approvers.length > 0 ? approvers : await listAskable(tx, draft, ['louis'])
  const gatherKey = card.kind === 'proposal' ? similarKey(draft) : null
  await tellMembers(tx, recipients, cardSubject(draft), [card], gatherKey)
}
