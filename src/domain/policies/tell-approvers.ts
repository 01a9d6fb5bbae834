import type { Role, WorkerPolicyDecision } from '../../db/generated/client.ts'
import { APPROVER } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { listReachable } from '../members/read.ts'
import { type Tell, tellMembers } from '../tell.ts'
import { cardSubject } from './holders.ts'
import { similarKey } from './similar.ts'

/** Owes a draft's card to those who may decide it; one like another that was just sent is gathered. */
export async function tellApprovers(tx: Ctx, draft: WorkerPolicyDecision, card: Tell): Promise<void> {
  // Nobody decides what he himself asked for, as owners do when they report friction.
  const mayDecide = async (role: Role) =>
    (await listReachable(tx, [role])).filter((it) => draft.requestedBy !== `member:${it.id}`)
  const approvers = await mayDecide(APPROVER[draft.riskLevel])
  // Nobody of the usual role is there: Louis may decide everything, and somebody has to see it.
  const recipients = approvers.length > 0 ? approvers : await mayDecide('louis')
  const gatherKey = card.kind === 'proposal' ? similarKey(draft) : null
  await tellMembers(tx, recipients, cardSubject(draft), [card], gatherKey)
}
