import { type PolicyStatus, Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { DIGEST_TOP } from '../rules.ts'
import type { DigestError, DigestEvent, PoolDigest } from './digest-facts.ts'

export type Span = { from: Date; to: Date }

/** As long a time before, to compare with: where it begins. */
export const spanBefore = ({ from, to }: Span) => new Date(from.getTime() - (to.getTime() - from.getTime()))
const inPool = (pool: string | null) => (pool === null ? Prisma.empty : Prisma.sql`and pool = ${pool}`)

type Where = { pool: string | null; span: Span; only: Prisma.Sql }

async function readByType(ctx: Ctx, { pool, span, only }: Where): Promise<DigestEvent[]> {
  return ctx.db.$queryRaw<DigestEvent[]>(Prisma.sql`
    select event_type::text as "eventType",
      (count(*) filter (where occurred_at >= ${span.from}))::int as n,
      (count(*) filter (where occurred_at < ${span.from}))::int as before
    from worker_repair_events where occurred_at >= ${spanBefore(span)} and occurred_at < ${span.to} ${inPool(pool)} ${only}
    group by 1 having count(*) filter (where occurred_at >= ${span.from}) > 0 order by 2 desc, 1`)
}

/** The kinds of error that came most. */
async function readTop(ctx: Ctx, { pool, span, only }: Where): Promise<DigestError[]> {
  return ctx.db.$queryRaw<DigestError[]>(Prisma.sql`
    select c.event_type as "eventType", c.phase, c.n, c.before, coalesce(m.message, '') as message from (
      select fingerprint, min(event_type::text) as event_type, min(phase) as phase,
        (count(*) filter (where occurred_at >= ${span.from}))::int as n,
        (count(*) filter (where occurred_at < ${span.from}))::int as before
      from worker_repair_events where occurred_at >= ${spanBefore(span)} and occurred_at < ${span.to} ${inPool(pool)} ${only}
      group by 1 having count(*) filter (where occurred_at >= ${span.from}) > 0
      order by 4 desc, 1 limit ${DIGEST_TOP}) c
    left join lateral (select message from error_fingerprints f where f.fingerprint = c.fingerprint limit 1) m on true
    order by c.n desc, c.fingerprint`)
}

/** Decisions of a pool: about its errors or actions; the questions that everybody is asked are of all pools. */
const ofPool = (pool: string | null) =>
  pool === null
    ? Prisma.empty
    : Prisma.sql`and (d.policy_key like 'ask:%' or d.policy_key like 'review:%'
        or exists (select 1 from self_heal_actions a where a.policy_decision_id = d.id and a.pool = ${pool})
        or exists (select 1 from repair_proposals p join worker_repair_events e on e.fingerprint = p.fingerprint
          where p.policy_decision_id = d.id and e.pool = ${pool}))`

type DecisionRow = {
  policyKey: string
  allowedAction: string
  riskLevel: 'low' | 'medium' | 'high'
  status: PolicyStatus
  decidedBy: string | null
  createdAt: Date
}

async function readDecisions(ctx: Ctx, pool: string | null, { from, to }: Span): Promise<DecisionRow[]> {
  return ctx.db.$queryRaw<DecisionRow[]>(Prisma.sql`
    select d.policy_key as "policyKey", d.allowed_action as "allowedAction", d.risk_level::text as "riskLevel",
      d.status::text as status, d.decided_by as "decidedBy", d.created_at as "createdAt"
    from worker_policy_decisions d
    where ((d.status <> 'draft' and d.decided_at >= ${from} and d.decided_at < ${to})
      or (d.status = 'draft' and d.no_answer_at is null and d.created_at < ${to})) ${ofPool(pool)}
    order by coalesce(d.decided_at, d.created_at), d.id`)
}

async function readGates(ctx: Ctx, pool: string | null, { from, to }: Span) {
  const counted = await ctx.db.artifactGateCheck.groupBy({
    by: ['result'],
    where: { checkedAt: { gte: from, lt: to }, ...(pool === null ? {} : { pool }) },
    _count: true,
  })
  const n = (result: string) => counted.find((it) => it.result === result)?._count ?? 0
  return {
    checked: n('pass') + n('fail') + n('retry_needed'),
    failed: n('fail'),
    retryNeeded: n('retry_needed'),
  }
}

async function readPriorities(ctx: Ctx, pool: string | null, { from, to }: Span) {
  const rows = await ctx.db.learningMemoryUpdate.findMany({
    where: { createdAt: { gte: from, lt: to }, ...(pool === null ? {} : { pool }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: DIGEST_TOP,
  })
  return rows.map((it) => ({ topic: it.topicKey, priority: it.nextRoundPriority }))
}

/**
 * What happened in one pool, or in all, from one moment (counted) to another (not counted).
 *
 * @param only a condition on the events that are told of; default: all of them.
 */
export async function readPool(
  ctx: Ctx,
  pool: string | null,
  span: Span,
  only: Prisma.Sql = Prisma.empty,
): Promise<PoolDigest> {
  const where = { pool, span, only }
  const byType = await readByType(ctx, where)
  const decisions = await readDecisions(ctx, pool, span)
  const show = ({ policyKey, allowedAction, riskLevel }: DecisionRow) => ({
    policyKey,
    allowedAction,
    riskLevel,
  })
  return {
    pool,
    total: {
      n: byType.reduce((sum, it) => sum + it.n, 0),
      before: byType.reduce((sum, it) => sum + it.before, 0),
    },
    byType,
    top: await readTop(ctx, where),
    decided: decisions.flatMap((it) =>
      it.status === 'draft' ? [] : [{ ...show(it), status: it.status, decidedBy: it.decidedBy ?? '–' }],
    ),
    waiting: decisions.flatMap((it) =>
      it.status === 'draft' ? [{ ...show(it), since: it.createdAt.toISOString() }] : [],
    ),
    gates: await readGates(ctx, pool, span),
    priorities: await readPriorities(ctx, pool, span),
  }
}
