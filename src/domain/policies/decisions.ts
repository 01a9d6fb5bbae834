import type { PolicyStatus, Prisma } from '../../db/generated/client.ts'
import type { Actor, Ctx } from '../context.ts'
import { requireRole } from '../context.ts'
import { newestFirst, type PageInput, pageOf } from '../page.ts'

export type DecisionFilter = PageInput & { status?: PolicyStatus; risk?: 'low' | 'medium' | 'high' }

/** Waiting: a draft that can still be answered. */
const WAITING = { status: 'draft', noAnswerAt: null } as const satisfies Prisma.WorkerPolicyDecisionWhereInput

/** Everything that was or is to be decided, newest first. @throws AppError `wrong-role` */
export async function listDecisions(ctx: Ctx, input: DecisionFilter) {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  const { where, ...order } = newestFirst(input)
  const state = input.status === 'draft' ? WAITING : { status: input.status }
  const rows = await ctx.db.workerPolicyDecision.findMany({
    where: { ...where, ...state, riskLevel: input.risk },
    ...order,
  })
  return pageOf(rows, input.limit, (it) => it)
}

/** What waits for this person: everything of their risk that they did not ask for themselves. */
function mine(actor: Actor): Prisma.WorkerPolicyDecisionWhereInput | null {
  if (actor.kind !== 'member' || (actor.role !== 'louis' && actor.role !== 'pls_owner')) return null
  const requestedBy = { not: `member:${actor.id}` }
  if (actor.role === 'louis') return { ...WAITING, requestedBy }
  return { ...WAITING, requestedBy, riskLevel: { not: 'high' } }
}

/** How much waits, in all and for the one who asks, and the first that will run out of time. */
export async function readWaiting(ctx: Ctx) {
  const own = mine(ctx.actor)
  const byApprover = await ctx.db.workerPolicyDecision.groupBy({
    by: ['approvalRequiredBy'],
    where: WAITING,
    _count: true,
  })
  const of = (who: string) => byApprover.find((it) => it.approvalRequiredBy === who)?._count ?? 0
  const next = await ctx.db.workerPolicyDecision.findMany({
    where: own ?? WAITING,
    orderBy: [{ answerBy: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: 5,
  })
  return {
    forMe: own ? await ctx.db.workerPolicyDecision.count({ where: own }) : 0,
    louis: of('louis'),
    plsOwner: of('pls_owner'),
    next,
  }
}
