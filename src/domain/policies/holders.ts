import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { Recipient } from '../tell.ts'

/** The subject under which a draft's card was sent; each version of a draft has its own card. */
export const cardSubject = (policy: Pick<WorkerPolicyDecision, 'id' | 'version'>) =>
  `policy:${policy.id}:v${policy.version}`

/** Everybody who was sent the card of this draft, without the one who acts: they have to know. */
export async function listHolders(tx: Ctx, draft: WorkerPolicyDecision): Promise<Recipient[]> {
  const self = tx.actor.kind === 'member' ? tx.actor.id : undefined
  const card = draft.policyKey.startsWith('ask:')
    ? { template: 'policy-ask' }
    : { subject: cardSubject(draft) }
  const held = await tx.db.delivery.findMany({
    where: { ...card, memberId: { not: null }, NOT: { memberId: self }, member: { disabledAt: null } },
    select: { member: true },
    distinct: ['memberId'],
  })
  return held.flatMap(({ member }) =>
    member?.lineUserId ? [{ id: member.id, locale: member.locale, lineUserId: member.lineUserId }] : [],
  )
}
