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

/** Those whom somebody has named to decide in their place, for a draft's risk and now. */
export async function listStandIns(tx: Ctx, draft: WorkerPolicyDecision): Promise<Recipient[]> {
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
  const able: Recipient[] = []
  for (const person of people) {
    const { id, locale, lineUserId } = person
    const may = await requireMayDecide({ ...tx, actor: asActor(person) }, draft).then(
      () => true,
      (error) => {
        if (error instanceof AppError) return false
        throw error
      },
    )
    if (may && lineUserId) able.push({ id, locale, lineUserId })
  }
  return able
}
