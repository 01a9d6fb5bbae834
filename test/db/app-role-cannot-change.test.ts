import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { connect, refusal } from '../support/break-in.ts'
import { breakIn, start } from '../support/break-in-crew.ts'
import { asked, granted, reject } from '../support/crew.ts'

const FORBIDDEN = [
  'update self_heal_grants set used_at = null',
  "update self_heal_grants set expires_at = '2099-01-01'",
  "update self_heal_grants set digest = 'x'",
  'delete from self_heal_grants',
  'delete from self_heal_executions',
  'delete from self_heal_actions',
  "update self_heal_executions set action_id = gen_random_uuid(), digest = 'x'",
  "update self_heal_executions set started_at = started_at - interval '1 day'",
  "update self_heal_actions set target = 'job 43'",
  "update self_heal_actions set risk_level = 'low'",
  "update self_heal_actions set digest = 'x'",
  "update self_heal_actions set requested_by = 'x'",
  "update action_catalogue set risk_level = 'low'",
  "insert into action_catalogue values ('anything', 'low')",
  'delete from action_catalogue',
  "update members set role = 'louis'",
  "update api_tokens set role = 'louis'",
  "update api_tokens set token_hash = 'x'",
  'delete from api_tokens',
  "update audit_log set reason = 'x'",
  'delete from audit_log',
  'truncate audit_log',
  'truncate self_heal_executions',
  'alter table self_heal_executions disable trigger all',
  'alter table self_heal_executions disable trigger guard',
  'drop trigger guard on self_heal_grants',
  'create trigger mine before insert on self_heal_executions for each row execute function guard_halt()',
  "create function public.risk_of_action(varchar) returns risk_level language sql as $$ select 'low'::risk_level $$",
  "create or replace function is_in_audit_log(worker_policy_decisions) returns boolean language sql as 'select true'",
  "set session_replication_role = 'replica'",
  'set role countersign_owner',
  'set role postgres',
  'grant countersign_owner to countersign_app',
  "update worker_policy_decisions set action_digest = 'x', version = version + 1",
  "update worker_repair_events set phase = 'x'",
  "update artifact_gate_checks set result = 'pass'",
  "update learning_memory_updates set lesson = 'x'",
]

test('a session of the bot’s role changes no grant, start, rating, right, report or entry', async () => {
  const { app, worker, louis, digestOf } = await breakIn()
  const { id } = await granted(worker, louis)
  expect(await start(app, id, await digestOf(id))).toBeNull()
  await app.query(`
    insert into members (id, name, role, locale, created_at) values (gen_random_uuid(), 'm', 'worker', 'en', now());
    insert into worker_repair_events (id, job_id, worker_id, event_type, phase, raw_command_output, repair_action, created_at, occurred_at, fingerprint, reported_by)
      values (gen_random_uuid(), gen_random_uuid(), 'w', 'fetch_failed', 'p', '{}', 'a', now(), now(), 'f', 'x');
    insert into artifact_gate_checks (id, job_id, primary_artifact_url, http_status, upload_files_count, result, checked_at)
      values (gen_random_uuid(), gen_random_uuid(), 'https://x', 404, 0, 'fail', now());
    insert into learning_memory_updates (id, job_id, topic_key, lesson, next_round_priority, adoption_signal, created_at)
      values (gen_random_uuid(), gen_random_uuid(), 't', 'l', 'n', 'a', now())`)
  const dump = async () =>
    (
      await app.query(
        `select (select md5(string_agg(t::text, ',' order by id)) from self_heal_grants t) as grants,
          (select md5(string_agg(t::text, ',' order by id)) from api_tokens t) as tokens,
          (select md5(string_agg(t::text, ',' order by seq)) from audit_log t) as log`,
      )
    ).rows[0]
  const before = await dump()
  for (const sql of FORBIDDEN)
    expect
      .soft(await refusal(app, sql), sql)
      .toMatch(/permission denied|must be owner|append-only|not change|started once|not of this action/)
  expect(await dump()).toEqual(before)
})

test('a job is not completed without a pass, and a failed check is not made one', async () => {
  const { app } = await breakIn()
  const id = randomUUID()
  await app.query(
    "insert into jobs (id, title, pool, created_by, created_at) values ($1, 't', 'p', 'x', now())",
    [id],
  )
  const complete = (level = 'read committed') =>
    refusal(
      app,
      `begin isolation level ${level}; update jobs set status = 'completed', completed_at = now(); commit`,
    ).finally(() => app.query('rollback'))
  const check = (result: string, status = 200, files = 1) =>
    refusal(
      app,
      `insert into artifact_gate_checks (id, job_id, primary_artifact_url, http_status, upload_files_count, result, checked_at)
       values (uuidv7(), $1, 'https://x', $3, $4, $2::gate_result, clock_timestamp())`,
      [id, result, status, files],
    )
  const born = `insert into jobs (id, title, pool, status, created_by, created_at) values (gen_random_uuid(), 't', 'p', 'completed', 'x', now())`
  expect(await refusal(app, born)).toMatch('has not passed')
  expect(await complete()).toMatch('has not passed')
  expect(await check('pass', 404)).toMatch('pass_is_earned')
  expect(await check('pass', 200, 0)).toMatch('pass_is_earned')
  expect(await check('pass')).toBeNull()
  expect(await check('fail', 404)).toBeNull()
  expect(await complete()).toMatch('has not passed')
  expect(await refusal(app, "update artifact_gate_checks set result = 'pass'")).toMatch('does not change')
  expect(await refusal(app, 'delete from artifact_gate_checks')).toMatch('permission denied')
  expect(await check('pass')).toBeNull()
  expect(await complete('repeatable read')).toMatch('READ COMMITTED')
  expect(await complete()).toBeNull()
  expect(await refusal(app, "update jobs set status = 'open'")).toMatch('stays completed')
})

test('whoever was disabled stays so, and nobody else’s LINE user gets a member’s rights', async () => {
  const { app, database, louis, worker, decisionOf } = await breakIn()
  await app.query(
    "insert into members (id, name, role, locale, line_user_id, disabled_at, created_at) values (gen_random_uuid(), 'L', 'louis', 'en', 'U1', now(), now())",
  )
  expect(await refusal(app, 'update members set disabled_at = null')).toMatch('stays disabled')
  expect(await refusal(app, "update members set line_user_id = 'U2'")).toMatch('keeps the LINE user')
  const owner = await connect(database.ownerUrl)
  expect(await refusal(owner, 'update members set disabled_at = null')).toMatch('stays disabled')
  const { policy_key } = await asked(worker)
  await reject(louis, policy_key)
  expect((await decisionOf(policy_key)).status).toBe('rejected')
})

test('a delegation is ended and nothing else, and no override makes a high risk a lower one', async () => {
  const { app } = await breakIn()
  const [louis, deputy] = [randomUUID(), randomUUID()]
  for (const [id, role] of [
    [louis, 'louis'],
    [deputy, 'pls_owner'],
  ])
    await app.query(
      "insert into members (id, name, role, locale, created_at) values ($1, 'm', $2::role, 'en', now())",
      [id, role],
    )
  await app.query(
    `insert into delegations (id, from_id, to_id, max_risk, until, created_at)
     values (gen_random_uuid(), $1, $2, 'medium', now() + interval '1 day', now())`,
    [louis, deputy],
  )
  for (const change of [
    "max_risk = 'high'",
    "until = '2099-01-01'",
    `to_id = '${randomUUID()}'`,
    `from_id = to_id, to_id = from_id`,
    "created_at = '2001-01-01', ended_at = now()",
  ])
    expect.soft(await refusal(app, `update delegations set ${change}`), change).toMatch('not changed')
  expect(await refusal(app, 'update delegations set ended_at = now()')).toBeNull()
  expect(await refusal(app, 'update delegations set ended_at = null')).toMatch('ended once')
  const override = (action: string, risk: string, role: string) =>
    refusal(
      app,
      "insert into action_overrides (action, risk_level, set_by, set_by_role, at) values ($1, $2::risk_level, 'x', $3::role, now())",
      [action, risk, role],
    )
  for (const action of ['release', 'reclaim', 'format_disk'])
    expect.soft(await override(action, 'low', 'louis'), action).toMatch('does not change')
  expect(await override('requeue_job', 'low', 'pls_owner')).toMatch('only Louis loosens')
  expect(await override('requeue_job', 'high', 'pls_owner')).toBeNull()
  expect(await refusal(app, "update action_overrides set action = 'release', risk_level = 'low'")).toMatch(
    'does not change',
  )
  for (const table of ['action_overrides', 'delegations', 'rounds', 'job_progress', 'job_artifacts'])
    expect.soft(await refusal(app, `delete from ${table}`), table).toMatch('permission denied')
})
