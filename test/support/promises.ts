/**
 * What may never be found, each as a query for what breaks it. `$1`: the number of the last audit
 * entry before the sequence, so that a long run stays fast where only the new rows can be wrong.
 */
const BROKEN_PROMISES: Record<string, string> = {
  'a high risk ran without an approval by Louis of exactly that, before it, unexpired and unused': `
    select e.id from self_heal_executions e
    join self_heal_actions a on a.id = e.action_id
    left join self_heal_grants g on g.action_id = e.action_id
    left join audit_log ok on ok.subject = 'policy:' || g.policy_decision_id and ok.verb = 'policy.approve'
      and (ok.new_state ->> 'version')::int = g.policy_version
    left join worker_policy_decisions d on d.id = g.policy_decision_id
    left join api_tokens t on 'token:' || t.id = ok.actor
    left join audit_log started on started.subject = 'action:' || a.id and started.verb = 'action.start'
    where a.risk_level = 'high' and not coalesce(
      ok.seq < started.seq and t.role = 'louis' and d.action_digest = a.digest and d.risk_level = 'high'
      and g.digest = a.digest and e.digest = a.digest and g.used_at = e.started_at
      and e.started_at < g.expires_at and ok.at <= e.started_at
      and (t.revoked_at is null or t.revoked_at >= ok.at), false)`,
  'one approval of a high risk was used twice': `
    select g.policy_decision_id from self_heal_grants g join self_heal_actions a on a.id = g.action_id
    where a.risk_level = 'high' group by 1 having count(*) > 1`,
  'an action ran twice, or without a grant': `
    select e.action_id from self_heal_executions e left join self_heal_grants g on g.action_id = e.action_id and g.used_at is not null
    group by 1 having count(*) > 1 or count(g.id) <> 1`,
  'something started during a halt': `
    select s.seq from audit_log s where s.verb = 'action.start' and s.seq > $1::bigint and (
      select verb from audit_log h where h.verb in ('halt.begin', 'halt.end') and h.seq < s.seq order by h.seq desc limit 1) = 'halt.begin'`,
  'a job was completed although its newest check at that time had not passed': `
    select c.seq from audit_log c where c.verb = 'job.complete' and c.seq > $1::bigint and (
      select new_state ->> 'result' from audit_log k where k.verb = 'gate.check' and k.subject = c.subject and k.seq < c.seq
      order by k.seq desc limit 1) is distinct from 'pass'`,
  'a job is completed without an entry for it': `
    select j.id from jobs j where status = 'completed' and not exists (
      select 1 from audit_log where subject = 'job:' || j.id and verb = 'job.complete')`,
  'a version of a decision without exactly one entry that tells of it': `
    select d.id, v from worker_policy_decisions d, generate_series(1, d.version) v
    where (select count(*) from audit_log l where l.subject = 'policy:' || d.id
      and (l.new_state ->> 'version')::int = v
      and (l.old_state is null or (l.old_state ->> 'version')::int < v)) <> 1
      and d.created_at >= (select coalesce(max(at), '-infinity') from audit_log where seq = $1::bigint)`,
  'a decided row that is not what the log says of its version': `
    select d.id from worker_policy_decisions d join audit_log l on l.subject = 'policy:' || d.id
      and l.verb in ('policy.approve', 'policy.reject', 'policy.retire') and (l.new_state ->> 'version')::int = d.version
    where (d.status::text, d.reason, d.decided_by, d.policy_key, d.allowed_action, d.risk_level::text) is distinct from
      (l.new_state ->> 'status', l.new_state ->> 'reason', l.new_state ->> 'decidedBy', l.new_state ->> 'policyKey',
       l.new_state ->> 'allowedAction', l.new_state ->> 'riskLevel')`,
  'somebody decided what he asked for himself, or who had no right to': `
    select l.seq from audit_log l join worker_policy_decisions d on l.subject = 'policy:' || d.id
    left join api_tokens t on 'token:' || t.id = l.actor
    where l.verb in ('policy.approve', 'policy.reject') and l.seq > $1::bigint and (
      (l.actor = d.requested_by and (l.new_state ->> 'version')::int = d.version)
      or t.role not in ('pls_owner', 'louis') or t.role is null
      or (d.risk_level = 'high' and t.role <> 'louis') or t.revoked_at < l.at)`,
  'rows and entries do not count the same': `
    select kind, entries, rows from (values
      ('event.report', (select count(*) from worker_repair_events)),
      ('gate.check', (select count(*) from artifact_gate_checks)),
      ('learning.record', (select count(*) from learning_memory_updates)),
      ('job.create', (select count(*) from jobs)),
      ('job.complete', (select count(*) from jobs where status = 'completed')),
      ('job.progress', (select count(*) from job_progress)),
      ('action.start', (select count(*) from self_heal_executions)),
      ('action.finish', (select count(*) from self_heal_executions where finished_at is not null)),
      ('halt.begin', (select count(*) from halts)),
      ('halt.end', (select count(*) from halts where resumed_at is not null)),
      ('token.create', (select count(*) from api_tokens)),
      ('token.revoke', (select count(*) from api_tokens where revoked_at is not null)),
      ('proposal.open', (select count(*) from repair_proposals)),
      ('action.allow', (select count(*) from self_heal_actions where verdict = 'allow')),
      ('action.propose', (select count(*) from self_heal_actions where verdict = 'propose')),
      ('action.deny', (select count(*) from self_heal_actions where verdict = 'deny'))
    ) as found (kind, rows), (select array_agg(verb) as verbs, array_agg(n) as counts from (select verb, count(*) as n from audit_log group by 1) it) counted,
      lateral (select coalesce(counts[array_position(verbs, kind)], 0) as entries) one
    where entries <> rows`,
  'an action stands otherwise than its decision, grant and execution say': `
    select a.id from self_heal_actions a left join self_heal_grants g on g.action_id = a.id
    left join self_heal_executions e on e.action_id = a.id
    where (a.status in ('running', 'finished')) <> (e.id is not null) or (a.status = 'finished') <> (e.finished_at is not null)
      or (a.status = 'approved' and g.id is null) or (a.status in ('pending', 'rejected', 'no_answer') and g.id is not null)`,
}

/** All of them at once: rows of `promise` and what was found. */
export const FIND_BROKEN_PROMISES = Object.entries(BROKEN_PROMISES)
  .map(([promise, sql]) => `select '${promise}' as promise, to_jsonb(it) as found from (${sql}) it`)
  .join(' union all ')
