import type { Role } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Risk } from '../catalogue.ts'
import { type Actor, actorRef, type Ctx } from '../context.ts'

type Decidable = { riskLevel: Risk; requestedBy: string }

/** In whose name a decision is made: one's own, or "X for Y". */
export type ActingAs = { name: string; role: Role; ref: string }

const RISKS: Risk[] = ['low', 'medium', 'high']

/** Louis decides everything, PLS owners what is not high. */
const mayDecide = (role: Role, risk: Risk) => role === 'louis' || (role === 'pls_owner' && risk !== 'high')

async function standingIn(ctx: Ctx, memberId: string, policy: Decidable): Promise<ActingAs | null> {
  const held = await ctx.db.delegation.findMany({
    where: { toId: memberId, endedAt: null, until: { gt: ctx.clock.now() } },
    orderBy: { createdAt: 'asc' },
  })
  for (const { fromId, maxRisk } of held) {
    const from = await ctx.db.member.findFirst({ where: { id: fromId, disabledAt: null } })
    const covers = RISKS.indexOf(policy.riskLevel) <= RISKS.indexOf(maxRisk)
    if (
      !from ||
      !covers ||
      !mayDecide(from.role, policy.riskLevel) ||
      policy.requestedBy === `member:${fromId}`
    )
      continue
    return { name: `${ctx.actor.name} for ${from.name}`, role: from.role, ref: `member:${memberId}` }
  }
  return null
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
    return { name: actor.name, role: actor.role, ref: actorRef(actor) }
  const standing = actor.kind === 'member' ? await standingIn(ctx, actor.id, policy) : null
  if (standing) return standing
  throw new AppError('wrong-role', `This needs the role ${needed(policy.riskLevel)}; you are ${actor.role}.`)
}

function isPerson(actor: Actor): actor is Extract<Actor, { kind: 'member' | 'token' }> {
  return actor.kind === 'member' || actor.kind === 'token'
}
