import { z } from 'zod'
import type { Delegation, Member, Prisma } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { DAY, DELEGATION_DAYS } from '../rules.ts'
import { tellMembers } from '../tell.ts'

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

/** Active, reachable, and not the one who names them. */
const mayStandInFor = (memberId: string) =>
  ({
    role: { in: ['louis', 'pls_owner', 'pool_owner'] },
    disabledAt: null,
    lineUserId: { not: null },
    id: { not: memberId },
  }) satisfies Prisma.MemberWhereInput

/** Those who may be named, oldest first. */
export async function listCandidates(ctx: Ctx, memberId: string): Promise<Member[]> {
  return ctx.db.member.findMany({ where: mayStandInFor(memberId), orderBy: { createdAt: 'asc' } })
}

function requireMember(ctx: Ctx): { id: string; role: string } {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  if (ctx.actor.kind !== 'member') throw new AppError('wrong-role', 'Only a person delegates.')
  return ctx.actor
}

const factsOf = (it: Delegation & { to: Member | null }) => {
  const { to, toId, maxRisk, until } = it
  return { to: to?.name ?? null, toId, maxRisk, until }
}

/**
 * Rule 11: names somebody who may decide for a while, up to a risk, and tells them. Only one's own
 * rights are passed on, never those that one was given. An earlier delegation ends with it; the same
 * one again changes nothing.
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
    // Two taps at once take turns, or both would begin one.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`delegate:${self.id}`}, 0))`
    const to = await tx.db.member.findFirst({ where: { AND: [mayStandInFor(self.id), { id: toId }] } })
    if (!to) throw new AppError('not-found', 'This person cannot stand in.')
    const before = await findGivenDelegation(tx, self.id)
    const isSame =
      before?.toId === toId && before.maxRisk === maxRisk && before.until.getTime() === until.getTime()
    if (isSame) return before
    await tx.db.delegation.updateMany({ where: { fromId: self.id, endedAt: null }, data: { endedAt: now } })
    const made = await tx.db.delegation.create({
      data: { id: tx.ids.uuid(), fromId: self.id, toId, maxRisk, until, createdAt: now },
    })
    await recordAudit(tx, 'delegation.begin', {
      subject: `member:${self.id}`,
      before: before && factsOf(before),
      after: factsOf({ ...made, to }),
    })
    const { id, locale, lineUserId } = to
    const deputies = lineUserId ? [{ id, locale, lineUserId }] : []
    const told = { kind: 'deputy', from: tx.actor.name, until: until.toISOString(), maxRisk } as const
    await tellMembers(tx, deputies, `delegation:${made.id}`, [told])
    return made
  })
}

/** Takes a delegation back. @throws AppError `wrong-role`, `not-found`. */
export async function endDelegation(ctx: Ctx): Promise<void> {
  const self = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    const before = await findGivenDelegation(tx, self.id)
    const { count } = await tx.db.delegation.updateMany({
      where: { fromId: self.id, endedAt: null },
      data: { endedAt: tx.clock.now() },
    })
    if (!before || count === 0) throw new AppError('not-found', 'Nobody stands in for you.')
    const facts = factsOf(before)
    await recordAudit(tx, 'delegation.end', {
      subject: `member:${self.id}`,
      before: facts,
      after: { ...facts, ended: true },
    })
  })
}
