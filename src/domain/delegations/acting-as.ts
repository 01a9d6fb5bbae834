import type { Member, Prisma, Role } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Risk } from '../catalogue.ts'
import { type Actor, actorRef, type Ctx } from '../context.ts'

type Decidable = { riskLevel: Risk; requestedBy: string }

/** In whose name a decision is made: one's own, or "X for Y"; then `standsInFor` is Y. */
export type ActingAs = { name: string; role: Role; ref: string; standsInFor: string | null }

const RISKS: Risk[] = ['low', 'medium', 'high']

/** Louis decides everything, PLS owners what is not high. */
const mayDecide = (role: Role, risk: Risk) => role === 'louis' || (role === 'pls_owner' && risk !== 'high')

/** For whom a member stands in now, and for which risks: those of the delegation that its giver may decide. */
async function standsInFor(ctx: Ctx, memberId: string): Promise<{ from: Member; risks: Risk[] }[]> {
  const held = await ctx.db.delegation.findMany({
    where: { toId: memberId, endedAt: null, until: { gt: ctx.clock.now() } },
    orderBy: { createdAt: 'asc' },
  })
  const ids = held.map((it) => it.fromId)
  const givers = await ctx.db.member.findMany({ where: { id: { in: ids }, disabledAt: null } })
  return held.flatMap(({ fromId, maxRisk }) => {
    const from = givers.find((it) => it.id === fromId)
    const upTo = RISKS.slice(0, RISKS.indexOf(maxRisk) + 1)
    return from ? [{ from, risks: upTo.filter((risk) => mayDecide(from.role, risk)) }] : []
  })
}

async function standingIn(ctx: Ctx, memberId: string, policy: Decidable): Promise<ActingAs | null> {
  const found = (await standsInFor(ctx, memberId)).find(
    ({ from, risks }) => risks.includes(policy.riskLevel) && policy.requestedBy !== `member:${from.id}`,
  )
  if (!found) return null
  const { name, role } = found.from
  return { name: `${ctx.actor.name} for ${name}`, role, ref: `member:${memberId}`, standsInFor: name }
}

/**
 * The same right as a condition on policy decisions: what the one who acts may decide, in their own
 * name or in somebody else's; null: nothing. `deputyOf` are those for whom they stand in.
 */
export async function whatMayBeDecided(
  ctx: Ctx,
): Promise<{ where: Prisma.WorkerPolicyDecisionWhereInput; deputyOf: string[] } | null> {
  const { actor } = ctx
  if (!isPerson(actor)) return null
  const standing = actor.kind === 'member' ? await standsInFor(ctx, actor.id) : []
  const own = RISKS.filter((risk) => mayDecide(actor.role, risk))
  if (own.length === 0 && standing.length === 0) return null
  const lent = standing.map(({ from, risks }) => ({
    riskLevel: { in: risks },
    requestedBy: { not: `member:${from.id}` },
  }))
  return {
    where: { requestedBy: { not: actorRef(actor) }, OR: [{ riskLevel: { in: own } }, ...lent] },
    deputyOf: standing.map(({ from }) => from.name),
  }
}

const needed = (risk: Risk) => (risk === 'high' ? 'louis' : 'pls_owner or louis')

/**
 * Rule 7: the right to decide, looked at when the decision is made: one's own role, or somebody's
 * who named one for this risk and time. Nobody decides what he himself asked for.
 *
 * @throws AppError `wrong-role`, `own-request`.
 */
export async function requireMayDecide(ctx: Ctx, policy: Decidable): Promise<ActingAs> {
  if (policy.requestedBy === actorRef(ctx.actor)) {
    throw new AppError('own-request', 'You asked for this yourself; somebody else has to decide it.')
  }
  return requireMayRetire(ctx, policy)
}

/**
 * Taking an approval back is the same right, but for one thing: whoever asked may take back.
 *
 * @throws AppError `wrong-role`.
 */
export async function requireMayRetire(ctx: Ctx, policy: Decidable): Promise<ActingAs> {
  const { actor } = ctx
  if (!isPerson(actor))
    throw new AppError('wrong-role', 'A policy is decided by a person, not by the program.')
  if (mayDecide(actor.role, policy.riskLevel))
    return { name: actor.name, role: actor.role, ref: actorRef(actor), standsInFor: null }
  const standing = actor.kind === 'member' ? await standingIn(ctx, actor.id, policy) : null
  if (standing) return standing
  throw new AppError('wrong-role', `This needs the role ${needed(policy.riskLevel)}; you are ${actor.role}.`)
}

function isPerson(actor: Actor): actor is Extract<Actor, { kind: 'member' | 'token' }> {
  return actor.kind === 'member' || actor.kind === 'token'
}
