import type { Pool } from 'pg'

/** A scorecard counted a second time, by SQL that shares nothing with the one under test. */
export async function countIndependently(pool: Pool, from: Date, to: Date) {
  const rows = async (sql: string) => (await pool.query<Record<string, unknown>>(sql, [from, to])).rows
  const n = async (table: string, time: string, where = 'true') => {
    const [row] = await rows(
      `select count(*)::int as n from ${table} where ${time} >= $1 and ${time} < $2 and (${where})`,
    )
    return Number(row?.n)
  }
  const events = (where?: string) => n('worker_repair_events', 'occurred_at', where)
  const types = await rows(
    "select event_type as t, count(*)::int as n from worker_repair_events where occurred_at between $1 and $2::timestamptz - interval '1 ms' group by 1",
  )
  const retried = "lower(repair_action) like '%retr%' or repair_action like '%重試%'"
  const attempted = await events(retried)
  const recovered = await events(`(${retried}) and raw_command_output ->> 'recovered' = 'true'`)
  return {
    events: {
      total: await events(),
      friction: await events('is_friction'),
      by_type: Object.fromEntries(types.map((it) => [it.t, it.n])),
    },
    retries: { attempted, recovered, recovery_rate: attempted ? recovered / attempted : null },
    proposals: await proposals(rows),
    gates: {
      checked: await n('artifact_gate_checks', 'checked_at'),
      passed: await n('artifact_gate_checks', 'checked_at', "result = 'pass'"),
      failed: await n('artifact_gate_checks', 'checked_at', "result = 'fail'"),
      retry_needed: await n('artifact_gate_checks', 'checked_at', "result = 'retry_needed'"),
      completions_blocked: await n('audit_log', 'at', "verb = 'job.complete-blocked'"),
    },
    high_risk: {
      requested: await n('self_heal_actions', 'created_at', "risk_level = 'high'"),
      approved: await n('self_heal_actions', 'created_at', `risk_level = 'high' and ${ALLOWED}`),
      executed: await n('self_heal_actions a', 'created_at', `risk_level = 'high' and ${STARTED}`),
      refused: await n('self_heal_actions', 'created_at', `risk_level = 'high' and ${REFUSED}`),
    },
    learning: {
      updates: await n('learning_memory_updates', 'created_at'),
      latest: await rows(
        'select topic_key, next_round_priority from learning_memory_updates where created_at >= $1 and created_at < $2 order by created_at desc limit 5',
      ),
    },
    repairs: {
      judged: await n('repair_verdicts', 'judged_at'),
      gone: await n('repair_verdicts', 'judged_at', "verdict = 'gone'"),
      came_back: await n('repair_verdicts', 'judged_at', "verdict = 'came_back'"),
      no_traffic: await n('repair_verdicts', 'judged_at', "verdict = 'no_traffic'"),
    },
    digests: {
      told: await n('schedule_slots', 'due_at', "schedule = 'daily-digest' and recipients > 0"),
      quiet: await n(
        'schedule_slots',
        'due_at',
        "schedule = 'daily-digest' and recipients = 0 and outcome <> 'begin'",
      ),
    },
    decided: (await decidedSubjects(rows)).length,
    adjusted: await n(
      'learning_memory_updates',
      'created_at',
      "starts_with(adoption_signal, 'prompt_or_tooling_adjusted')",
    ),
  }
}

const ALLOWED = "status not in ('pending', 'rejected', 'no_answer')"
const REFUSED = "(status = 'rejected' or status = 'no_answer')"
const STARTED = 'a.id in (select action_id from self_heal_executions)'

type Rows = (sql: string) => Promise<Record<string, unknown>[]>

const decidedSubjects = (rows: Rows) =>
  rows(
    "select distinct subject from audit_log where at >= $1 and at < $2 and verb in ('policy.approve', 'policy.reject')",
  )

async function proposals(rows: Rows) {
  const opened = await rows(
    `select p.opened_at, d.status, d.decided_at, d.no_answer_at from repair_proposals p, worker_policy_decisions d
     where d.id = p.policy_decision_id and p.opened_at >= $1 and p.opened_at < $2`,
  )
  const of = (...statuses: string[]) => opened.filter((it) => statuses.includes(String(it.status)))
  const waited = of('approved', 'rejected')
    .map((it) => (Number(it.decided_at) - Number(it.opened_at)) / 1_000)
    .filter((it) => it >= 0)
    .sort((a, b) => a - b)
  const middle =
    ((waited[Math.floor((waited.length - 1) / 2)] ?? 0) + (waited[Math.floor(waited.length / 2)] ?? 0)) / 2
  return {
    opened: opened.length,
    approved: of('approved', 'retired').length,
    rejected: of('rejected').length,
    no_answer: of('draft').filter((it) => it.no_answer_at !== null).length,
    pending: of('draft').filter((it) => it.no_answer_at === null).length,
    median_decision_seconds: waited.length > 0 ? Math.round(middle) : null,
  }
}
