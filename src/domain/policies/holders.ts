import type { Member, Prisma, WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { Recipient } from '../tell.ts'

/** The subject under which a draft's card was sent; each version of a draft has its own card. */
export const cardSubject = (policy: Pick<WorkerPolicyDecision, 'id' | 'version'>) =>
  `policy:${policy.id}:v${policy.version}`

/** Gathered, held, or told another way: whose card this is was not asked in it. */
const NOT_OUT: Prisma.DeliveryWhereInput = {
  firstTriedAt: null,
  OR: [{ status: { in: ['held', 'settled'] } }, { status: 'pending', dueAt: { not: null } }],
}

/** Everybody who was sent the card of this draft, without the one who acts: they have to know. */
export async function listHolders(tx: Ctx, draft: WorkerPolicyDecision): Promise<Recipient[]> {
  const self = tx.actor.kind === 'member' ? tx.actor.id : undefined
  const card = draft.policyKey.startsWith('ask:')
    ? { template: 'policy-ask' }
    : {
        AND: { NOT: NOT_OUT },
        OR: [
          { subject: cardSubject(draft) },
          { subject: { startsWith: 'reminder:', contains: `${draft.id}v${draft.version}` } },
        ],
      }
  const held = await tx.db.delivery.findMany({
    where: { ...card, memberId: { not: null }, NOT: { memberId: self }, member: { disabledAt: null } },
    select: { member: true },
    distinct: ['memberId'],
  })
  const reporters = await listReporters(tx, draft.id)
  const people = [...held.map((it) => it.member), ...reporters].filter((it) => it !== null && it.id !== self)
  const once = new Map(people.map((it) => [it?.id, it]))
  return [...once.values()].flatMap((it) =>
    it?.lineUserId ? [{ id: it.id, locale: it.locale, lineUserId: it.lineUserId }] : [],
  )
}

/** The people whose own reports are behind a proposal: they are told what came of it. */
async function listReporters(tx: Ctx, policyDecisionId: string): Promise<Member[]> {
  const proposals = await tx.db.repairProposal.findMany({ where: { policyDecisionId } })
  const reports = await tx.db.workerRepairEvent.findMany({
    where: { isFriction: true, fingerprint: { in: proposals.map((it) => it.fingerprint) } },
    select: { reportedBy: true },
    distinct: ['reportedBy'],
  })
  const ids = reports.map((it) => it.reportedBy.replace(/^member:/, ''))
  return tx.db.member.findMany({ where: { id: { in: ids }, disabledAt: null, blockedAt: null } })
}
