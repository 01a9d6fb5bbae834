import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { APPROVER } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { type Tell, tellMembers } from '../tell.ts'
import { listAskable, listStandIns, type StandIn } from './askable.ts'
import { cardSubject } from './holders.ts'
import { similarKey } from './similar.ts'

/** A deputy reads first for whom. */
const toDeputy = ({ standsInFor: name }: StandIn, card: Tell): Tell[] =>
  name ? [{ kind: 'say', phrase: 'chat.delegate.card', params: { name } }, card] : [card]

/**
 * Owes a draft's card to those who may decide it, and to whomever one of them has named in their
 * place; one like another that was just sent is gathered.
 */
export async function tellApprovers(tx: Ctx, draft: WorkerPolicyDecision, card: Tell): Promise<void> {
  const approvers = await listAskable(tx, draft, [APPROVER[draft.riskLevel]])
  // Nobody of the usual role is there: Louis may decide everything, and somebody has to see it.
  const recipients = approvers.length > 0 ? approvers : await listAskable(tx, draft, ['louis'])
  const gatherKey = card.kind === 'proposal' ? similarKey(draft) : null
  await tellMembers(tx, recipients, cardSubject(draft), [card], gatherKey)
  const deputies = (await listStandIns(tx, draft)).filter((it) => recipients.every(({ id }) => id !== it.id))
  for (const it of deputies) await tellMembers(tx, [it], cardSubject(draft), toDeputy(it, card), gatherKey)
}
