import type { LineGroup, Member } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'

/** A group with the one who switched its digest on. */
export type SwitchedGroup = LineGroup & { digestSetter: Member | null }

/** The group that the bot is in now; null: it is in none of that id. */
export async function findSwitchedGroup(ctx: Ctx, lineGroupId: string): Promise<SwitchedGroup | null> {
  return ctx.db.lineGroup.findFirst({
    where: { lineGroupId, leftAt: null },
    include: { digestSetter: true },
  })
}

/** Every pool that a member or a worker belongs to, by name. */
export async function listPools(ctx: Ctx): Promise<string[]> {
  const members = await ctx.db.member.findMany({ distinct: ['pool'], select: { pool: true } })
  const tokens = await ctx.db.apiToken.findMany({ distinct: ['pool'], select: { pool: true } })
  return [...new Set([...members, ...tokens].map((it) => it.pool))].sort()
}

/** PLS owners and Louis decide about every group, a pool owner where it is about his pool alone. */
function requireMaySwitch(ctx: Ctx, group: SwitchedGroup, pool: string | null): Member['id'] {
  requireRole(ctx.actor, 'pool_owner', 'pls_owner', 'louis')
  if (ctx.actor.kind !== 'member') throw new AppError('wrong-role', 'A digest is switched by a person.')
  const { id, role, pool: own } = ctx.actor
  if (role !== 'pool_owner') return id
  if (pool !== own) throw new AppError('wrong-role', 'A pool owner sends the digest of his own pool.')
  if (group.digestOn && group.digestPool !== own)
    throw new AppError('wrong-role', 'This group has the digest of others; they may change it.')
  return id
}

async function requireGroup(ctx: Ctx, lineGroupId: string): Promise<SwitchedGroup> {
  const group = await findSwitchedGroup(ctx, lineGroupId)
  if (!group) throw new AppError('not-found', 'The bot is in no such group.')
  return group
}

const factsOf = ({ digestOn, digestPool }: Pick<LineGroup, 'digestOn' | 'digestPool'>) => ({
  digestOn,
  digestPool,
})

/**
 * From now on the daily digest of a pool, or (null) of all, goes to a group too, in this language.
 *
 * @param members how many people LINE counts a push to it as; null: it did not say.
 * @throws AppError `wrong-role`, `not-found`.
 */
export async function switchDigestOn(
  ctx: Ctx,
  lineGroupId: string,
  to: { pool: string | null; locale: string; members: number | null },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const before = await requireGroup(tx, lineGroupId)
    const digestSetBy = requireMaySwitch(tx, before, to.pool)
    const { pool: digestPool, locale, members } = to
    const after = { digestOn: true, digestPool, digestSetBy, locale, members }
    await tx.db.lineGroup.update({ where: { id: before.id }, data: after })
    await recordAudit(tx, 'group.digest_on', {
      subject: `line-group:${lineGroupId}`,
      before: factsOf(before),
      after,
    })
  })
}

/**
 * No digest goes to a group any more.
 *
 * @returns false where none did.
 * @throws AppError `wrong-role`, `not-found`.
 */
export async function switchDigestOff(ctx: Ctx, lineGroupId: string): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const before = await requireGroup(tx, lineGroupId)
    if (!before.digestOn) return false
    requireMaySwitch(tx, before, before.digestPool)
    await tx.db.lineGroup.update({ where: { id: before.id }, data: { digestOn: false } })
    await recordAudit(tx, 'group.digest_off', {
      subject: `line-group:${lineGroupId}`,
      before: factsOf(before),
      after: { digestOn: false },
    })
    return true
  })
}
