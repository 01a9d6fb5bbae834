import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { LATEST_LESSONS } from '../rules.ts'

type Row = Record<string, number | null>

async function one(ctx: Ctx, sql: Prisma.Sql): Promise<(name: string) => number> {
  const [row] = await ctx.db.$queryRaw<Row[]>(sql)
  return (name) => Number(row?.[name] ?? 0)
}

async function countEvents(ctx: Ctx, from: Date, to: Date) {
  const rows = await ctx.db.$queryRaw<{ type: string; n: number; friction: number }[]>(Prisma.sql`
    select event_type::text as type, count(*)::int as n, (count(*) filter (where is_friction))::int as friction
    from worker_repair_events where occurred_at >= ${from} and occurred_at < ${to} group by 1`)
  const total = rows.reduce((sum, it) => sum + it.n, 0)
  const friction = rows.reduce((sum, it) => sum + it.friction, 0)
  return { total, friction, by_type: Object.fromEntries(rows.map((it) => [it.type, it.n])) }
}

/**
 * A retry was made where an event says so; it recovered where its output says so (`recovered: true`,
 * as the worker's command line writes it) .
 */
async function countRetries(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as attempted,
      (count(*) filter (where raw_command_output -> 'recovered' = 'true'::jsonb))::int as recovered
    from worker_repair_events
    where occurred_at >= ${from} and occurred_at < ${to} and repair_action ~* 'retr|重試'`,
  )
  const [attempted, recovered] = [n('attempted'), n('recovered')]
  return { attempted, recovered, recovery_rate: attempted === 0 ? null : recovered / attempted }
}

async function countProposals(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as opened,
      (count(*) filter (where d.status = 'approved'))::int as approved,
      (count(*) filter (where d.status = 'rejected'))::int as rejected,
      (count(*) filter (where d.status = 'draft' and d.no_answer_at is not null))::int as no_answer,
      (count(*) filter (where d.status = 'draft' and d.no_answer_at is null))::int as pending,
      (percentile_cont(0.5) within group (order by extract(epoch from d.decided_at - p.opened_at))
        filter (where d.decided_at >= p.opened_at))::float8 as median
    from repair_proposals p join worker_policy_decisions d on d.id = p.policy_decision_id
    where p.opened_at >= ${from} and p.opened_at < ${to}`,
  )
  const [approved, rejected] = [n('approved'), n('rejected')]
  const median = approved + rejected > 0 ? Math.round(n('median')) : null
  return {
    opened: n('opened'),
    approved,
    rejected,
    no_answer: n('no_answer'),
    pending: n('pending'),
    median_decision_seconds: median,
  }
}

async function countGates(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as checked, (count(*) filter (where result = 'pass'))::int as passed,
      (count(*) filter (where result = 'fail'))::int as failed,
      (count(*) filter (where result = 'retry_needed'))::int as retry_needed
    from artifact_gate_checks where checked_at >= ${from} and checked_at < ${to}`,
  )
  const blocked = await ctx.db.auditEntry.count({
    where: { verb: 'job.complete-blocked', at: { gte: from, lt: to } },
  })
  return {
    checked: n('checked'),
    passed: n('passed'),
    failed: n('failed'),
    retry_needed: n('retry_needed'),
    completions_blocked: blocked,
  }
}

async function countHighRisk(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as requested,
      (count(*) filter (where a.status in ('approved', 'running', 'finished')))::int as approved,
      (count(*) filter (where e.id is not null))::int as executed,
      (count(*) filter (where a.status in ('rejected', 'no_answer')))::int as refused
    from self_heal_actions a left join self_heal_executions e on e.action_id = a.id
    where a.risk_level = 'high' and a.created_at >= ${from} and a.created_at < ${to}`,
  )
  return {
    requested: n('requested'),
    approved: n('approved'),
    executed: n('executed'),
    refused: n('refused'),
  }
}

async function readLearning(ctx: Ctx, from: Date, to: Date) {
  const where = { createdAt: { gte: from, lt: to } }
  const updates = await ctx.db.learningMemoryUpdate.count({ where })
  const latest = await ctx.db.learningMemoryUpdate.findMany({
    where,
    orderBy: { id: 'desc' },
    take: LATEST_LESSONS,
  })
  const adjusted = await ctx.db.learningMemoryUpdate.count({
    where: { ...where, adoptionSignal: { startsWith: 'prompt_or_tooling_adjusted' } },
  })
  return {
    learning: {
      updates,
      latest: latest.map((it) => ({ topic_key: it.topicKey, next_round_priority: it.nextRoundPriority })),
    },
    adjusted,
  }
}

export type Counts = Awaited<ReturnType<typeof countWindow>>

/** Everything that is counted in a window of time; `to` is not in it. */
export async function countWindow(ctx: Ctx, from: Date, to: Date) {
  const events = await countEvents(ctx, from, to)
  const retries = await countRetries(ctx, from, to)
  const proposals = await countProposals(ctx, from, to)
  const gates = await countGates(ctx, from, to)
  const high_risk = await countHighRisk(ctx, from, to)
  const { learning, adjusted } = await readLearning(ctx, from, to)
  const policiesDecided = await ctx.db.workerPolicyDecision.count({
    where: { decidedAt: { gte: from, lt: to }, status: { in: ['approved', 'rejected'] } },
  })
  return { events, retries, proposals, gates, high_risk, learning, policiesDecided, adjusted }
}
