import type { Member } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { findOpenRound } from './rounds.ts'

/** Who may answer for day 7: active pool owners. */
export async function listD7Candidates(ctx: Ctx): Promise<Member[]> {
  return ctx.db.member.findMany({
    where: { role: 'pool_owner', disabledAt: null, blockedAt: null, lineUserId: { not: null } },
    orderBy: { createdAt: 'asc' },
    take: 6,
  })
}

/**
 * Names the pool owner who collects what day 7 asks for.
 *
 * @throws AppError `wrong-role`, `no-round`, `not-found`.
 */
export async function setD7Owner(ctx: Ctx, memberId: string): Promise<Member> {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  return inTransaction(ctx, async (tx) => {
    const round = await findOpenRound(tx)
    if (!round) throw new AppError('no-round', 'No round is open; start one with `countersign round start`.')
    const owner = (await listD7Candidates(tx)).find((it) => it.id === memberId)
    if (!owner) throw new AppError('not-found', 'This person is no pool owner any more.')
    await tx.db.round.update({ where: { id: round.id }, data: { d7OwnerId: memberId } })
    await recordAudit(tx, 'round.d7-owner', {
      subject: `round:${round.id}`,
      before: { d7OwnerId: round.d7OwnerId },
      after: { d7OwnerId: memberId, name: owner.name },
    })
    return owner
  })
}
