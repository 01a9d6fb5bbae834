import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { LATEST_LESSONS } from '../rules.ts'
import { countEvents } from './count-events.ts'

type Row = Record<string, number | null>

async function one(ctx: Ctx, sql: Prisma.Sql): Promise<(name: string) => number> {
  const [row] = await ctx.db.$queryRaw<Row[]>(sql)
  return (name) => Number(row?.[name] ?? 0)
}

/**
 * What was retired since had been approved. The median is of proposals that waited for their
 * decision: one that joined an older approval did not wait.
 */
async function countProposals(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as opened,
      (count(*) filter (where d.status in ('approved', 'retired')))::int as approved,
      (count(*) filter (where d.status = 'rejected'))::int as rejected,
      (count(*) filter (where d.status = 'draft' and d.no_answer_at is not null))::int as no_answer,
      (count(*) filter (where d.status = 'draft' and d.no_answer_at is null))::int as pending,
      (count(*) filter (where d.status in ('approved', 'rejected') and d.decided_at >= p.opened_at))::int as waited,
      (percentile_cont(0.5) within group (order by extract(epoch from d.decided_at - p.opened_at))
        filter (where d.status in ('approved', 'rejected') and d.decided_at >= p.opened_at))::float8 as median
    from repair_proposals p join worker_policy_decisions d on d.id = p.policy_decision_id
    where p.opened_at >= ${from} and p.opened_at < ${to}`,
  )
  return {
    opened: n('opened'),
    approved: n('approved'),
    rejected: n('rejected'),
    no_answer: n('no_answer'),
    pending: n('pending'),
    median_decision_seconds: n('waited') > 0 ? Math.round(n('median')) : null,
  }
}

/** Decided in the window, whatever became of it later: a policy that was retired since was decided too. */
async function countPoliciesDecided(ctx: Ctx, from: Date, to: Date): Promise<number> {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as decided from (
      select 'policy:' || id as subject from worker_policy_decisions
      where decided_at >= ${from} and decided_at < ${to} and status in ('approved', 'rejected')
      union
      select subject from audit_log
      where verb in ('policy.approve', 'policy.reject') and at >= ${from} and at < ${to}
    ) decided`,
  )
  return n('decided')
}

/** What a week showed of approved repairs. */
async function countRepairs(ctx: Ctx, from: Date, to: Date) {
  const n = await one(
    ctx,
    Prisma.sql`
    select count(*)::int as judged, (count(*) filter (where verdict = 'gone'))::int as gone,
      (count(*) filter (where verdict = 'came_back'))::int as came_back,
      (count(*) filter (where verdict = 'no_traffic'))::int as no_traffic
    from repair_verdicts where judged_at >= ${from} and judged_at < ${to}`,
  )
  const [judged, gone, came_back, no_traffic] = [n('judged'), n('gone'), n('came_back'), n('no_traffic')]
  return { judged, gone, came_back, no_traffic }
}

/** Daily digests: a day with nothing to tell was quiet, and that is worth knowing. */
async function countDigests(ctx: Ctx, from: Date, to: Date) {
  const of = (outcome: string) =>
    ctx.db.scheduleSlot.count({
      where: { schedule: 'daily-digest', outcome, dueAt: { gte: from, lt: to } },
    })
  return { told: await of('told'), quiet: await of('nothing') }
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
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
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
  const { events, retries } = await countEvents(ctx, from, to)
  const proposals = await countProposals(ctx, from, to)
  const gates = await countGates(ctx, from, to)
  const high_risk = await countHighRisk(ctx, from, to)
  const { learning, adjusted } = await readLearning(ctx, from, to)
  const repairs = await countRepairs(ctx, from, to)
  const digests = await countDigests(ctx, from, to)
  const policiesDecided = await countPoliciesDecided(ctx, from, to)
  return {
    events,
    retries,
    proposals,
    gates,
    high_risk,
    learning,
    repairs,
    digests,
    policiesDecided,
    adjusted,
  }
}
