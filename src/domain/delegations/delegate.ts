import { z } from 'zod'
import type { Delegation, Member } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { DAY, DELEGATION_DAYS } from '../rules.ts'

export const DelegationInput = z.object({
  toId: z.uuid(),
  until: z.date(),
  maxRisk: z.enum(['low', 'medium', 'high']),
})

/** The delegation that a member has given and that holds now; null: none. */
export async function findGivenDelegation(
  ctx: Ctx,
  memberId: string,
): Promise<(Delegation & { to: Member | null }) | null> {
  const found = await ctx.db.delegation.findFirst({
    where: { fromId: memberId, endedAt: null, until: { gt: ctx.clock.now() } },
  })
  return found && { ...found, to: await ctx.db.member.findUnique({ where: { id: found.toId } }) }
}

/** Those who may be named: active, reachable, and not the one who names them. */
export async function listCandidates(ctx: Ctx, memberId: string): Promise<Member[]> {
  return ctx.db.member.findMany({
    where: {
      role: { in: ['louis', 'pls_owner', 'pool_owner'] },
      disabledAt: null,
      lineUserId: { not: null },
      id: { not: memberId },
    },
    orderBy: { createdAt: 'asc' },
    take: 6,
  })
}

function requireMember(ctx: Ctx): { id: string; role: string } {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  if (ctx.actor.kind !== 'member') throw new AppError('wrong-role', 'Only a person delegates.')
  return ctx.actor
}

/**
 * Rule 11: names somebody who may decide for a while, up to a risk. Only one's own rights are
 * passed on, never those that one was given.
 *
 * @throws AppError `wrong-role`, `not-found`, `bad-input`.
 */
export async function delegate(ctx: Ctx, given: z.input<typeof DelegationInput>): Promise<Delegation> {
  const self = requireMember(ctx)
  const { toId, until, maxRisk } = DelegationInput.parse(given)
  const now = ctx.clock.now()
  if (maxRisk === 'high' && self.role !== 'louis')
    throw new AppError('wrong-role', 'Only Louis passes high risk on.')
  if (until <= now || until.getTime() > now.getTime() + DELEGATION_DAYS * DAY) {
    throw new AppError('bad-input', `A delegation ends in the future, within ${DELEGATION_DAYS} days.`)
  }
  return inTransaction(ctx, async (tx) => {
    const to = (await listCandidates(tx, self.id)).find((it) => it.id === toId)
    if (!to) throw new AppError('not-found', 'This person cannot stand in.')
    await tx.db.delegation.updateMany({ where: { fromId: self.id, endedAt: null }, data: { endedAt: now } })
    const made = await tx.db.delegation.create({
      data: { id: tx.ids.uuid(), fromId: self.id, toId, maxRisk, until, createdAt: now },
    })
    await recordAudit(tx, 'delegation.begin', {
      subject: `member:${self.id}`,
      after: { to: to.name, toId, maxRisk, until },
    })
    return made
  })
}

/** Takes a delegation back. @throws AppError `wrong-role`, `not-found`. */
export async function endDelegation(ctx: Ctx): Promise<void> {
  const self = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.delegation.updateMany({
      where: { fromId: self.id, endedAt: null },
      data: { endedAt: tx.clock.now() },
    })
    if (count === 0) throw new AppError('not-found', 'Nobody stands in for you.')
    await recordAudit(tx, 'delegation.end', { subject: `member:${self.id}`, after: { ended: true } })
  })
}
