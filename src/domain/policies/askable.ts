import type { Role, WorkerPolicyDecision } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { requireMayDecide } from '../delegations/acting-as.ts'
import { asActor, listReachable } from '../members/read.ts'
import type { Recipient } from '../tell.ts'

/** Those of some roles who can be asked about a draft: nobody decides what he himself asked for, as owners do when they report friction. */
export async function listAskable(tx: Ctx, draft: WorkerPolicyDecision, roles: Role[]): Promise<Recipient[]> {
  const found = await listReachable(tx, roles)
  return found.filter((it) => draft.requestedBy !== `member:${it.id}`)
}

export type StandIn = Recipient & { standsInFor: string | null }

/**
 * Those whom somebody has named to decide in their place, for a draft's risk and now. `standsInFor`
 * null: they may decide it in their own name as well.
 */
export async function listStandIns(tx: Ctx, draft: WorkerPolicyDecision): Promise<StandIn[]> {
  const held = await tx.db.delegation.findMany({ where: { endedAt: null, until: { gt: tx.clock.now() } } })
  const people = await tx.db.member.findMany({
    where: {
      id: { in: held.map((it) => it.toId) },
      disabledAt: null,
      blockedAt: null,
      lineUserId: { not: null },
    },
    orderBy: { createdAt: 'asc' },
  })
  const able: StandIn[] = []
  for (const person of people) {
    const { id, locale, lineUserId } = person
    const as = await requireMayDecide({ ...tx, actor: asActor(person) }, draft).catch((error) => {
      if (error instanceof AppError) return null
      throw error
    })
    if (as && lineUserId) able.push({ id, locale, lineUserId, standsInFor: as.standsInFor })
  }
  return able
}
