import type { PolicyStatus, Prisma } from '../../db/generated/client.ts'
import { type Ctx, requireRole } from '../context.ts'
import { whatMayBeDecided } from '../delegations/acting-as.ts'
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

/**
 * How much waits, in all and for the one who asks, and the first that will run out of time. What was
 * delegated to them waits for them too. `forMe` null: they decide nothing.
 */
export async function readWaiting(ctx: Ctx) {
  const mine = await whatMayBeDecided(ctx)
  const own = mine && { ...WAITING, AND: [mine.where] }
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
    forMe: own && (await ctx.db.workerPolicyDecision.count({ where: own })),
    deputyOf: mine?.deputyOf ?? [],
    louis: of('louis'),
    plsOwner: of('pls_owner'),
    next,
  }
}
