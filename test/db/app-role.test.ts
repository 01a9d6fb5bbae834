import type pg from 'pg'
import { expect, test } from 'vitest'
import { createToken } from '../../src/domain/tokens/create.ts'
import { connect, refusal } from '../support/break-in.ts'
import { openDomain } from '../support/domain.ts'

/** Somebody with the password of the role that the bot runs as, and a database with an audited token. */
async function breakIn() {
  const { ctx, database } = await openDomain()
  await createToken(ctx, { role: 'worker', name: 'a' })
  return { app: await connect(database.appUrl), owner: await connect(database.ownerUrl), ctx, database }
}

const names = async (client: pg.Client, sql: string) =>
  (await client.query<{ name: string }>(sql)).rows.map((it) => it.name)

test('the role that the bot runs as owns nothing, is nobody else and may make nothing', async () => {
  const { app } = await breakIn()
  expect(
    await names(
      app,
      "select relname as name from pg_class where pg_get_userbyid(relowner) = current_user and relnamespace <> 'pg_toast'::regnamespace",
    ),
  ).toEqual([])
  expect(
    await names(app, 'select proname as name from pg_proc where pg_get_userbyid(proowner) = current_user'),
  ).toEqual([])
  expect(
    await names(
      app,
      'select nspname as name from pg_namespace where pg_get_userbyid(nspowner) = current_user',
    ),
  ).toEqual([])
  expect(
    await names(app, "select rolname as name from pg_roles where pg_has_role(current_user, oid, 'member')"),
  ).toEqual(['countersign_app'])
  const { rows } = await app.query(
    'select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication from pg_roles where rolname = current_user',
  )
  expect(rows).toEqual([
    { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false, rolreplication: false },
  ])
  expect(await refusal(app, 'create table mine (id int)')).toMatch(/permission denied/)
  expect(await refusal(app, 'create schema mine')).toMatch(/permission denied/)
})

test.each([
  "update audit_log set reason = 'x'",
  'update audit_log set raw_command_output = null',
  'delete from audit_log',
  'truncate audit_log',
  'delete from worker_policy_decisions',
  'truncate worker_policy_decisions',
  'delete from worker_repair_events',
  'delete from artifact_gate_checks',
  'delete from learning_memory_updates',
  'delete from repair_proposals',
  'delete from self_heal_grants',
  'delete from self_heal_executions',
  'update self_heal_grants set used_at = null',
  "update members set role = 'louis'",
  "update api_tokens set role = 'louis'",
  "update api_tokens set token_hash = 'x'",
  "insert into action_catalogue values ('release', 'low')",
  "update action_catalogue set risk_level = 'low'",
  'delete from action_catalogue',
  'delete from _prisma_migrations',
  'alter table audit_log disable trigger all',
  'alter table worker_policy_decisions disable trigger guard',
  'drop trigger append_only on audit_log',
  'alter table worker_policy_decisions drop constraint high_risk_is_louis',
  "create or replace function audit_hash(e audit_log) returns text language sql as $$ select 'x' $$",
  'drop function guard_policy_decision() cascade',
  'drop table audit_log',
  "set session_replication_role = 'replica'",
  'set role countersign_owner',
  'set session authorization countersign_owner',
  'alter role countersign_app superuser',
])('the role that the bot runs as may not: %s', async (sql) => {
  const { app } = await breakIn()
  expect(await refusal(app, sql)).toMatch(/permission denied|must be owner|append-only/)
})

test.each(["update audit_log set reason = 'x'", 'delete from audit_log', 'truncate audit_log'])(
  'not even the owner of the tables may simply: %s',
  async (sql) => {
    const { owner } = await breakIn()
    expect(await refusal(owner, sql)).toBe('the audit log is append-only')
  },
)

test('a table of the same name in front of the real one deceives no trigger', async () => {
  const { app } = await breakIn()
  await app.query(`
    create temp table members (id uuid, role text, disabled_at timestamptz);
    insert into members values (gen_random_uuid(), 'louis', null);
    insert into worker_policy_decisions (id, policy_key, allowed_action, risk_level, approval_required_by, status, requested_by, created_at)
    values (gen_random_uuid(), 'a', 'release', 'high', 'louis', 'draft', 'x', now())`)
  const approve = `
    update worker_policy_decisions set status = 'approved', version = 2, decided_at = now(), decided_by = 'Louis',
    decided_by_role = 'louis', decided_by_ref = 'member:' || (select id from pg_temp.members)`
  expect(await refusal(app, approve)).toBe('a high risk is decided by Louis')
  await app.query(`
    create temp table audit_log (like public.audit_log);
    insert into pg_temp.audit_log (seq, id, actor, actor_name, verb, subject, at, prev_hash, hash)
    values (900, gen_random_uuid(), 'a', 'a', 'a', 'a', now(), 'x', 'x');
    insert into public.audit_log (seq, id, actor, actor_name, verb, subject, at, prev_hash, hash)
    values (0, gen_random_uuid(), 'a', 'a', 'a.b', 'a:1', now(), '', '')`)
  const { rows } = await app.query('select max(seq)::int as seq from public.audit_log')
  expect(rows).toEqual([{ seq: 2 }])
})

test('every function of ours looks for tables where they are, and in no table of a caller before', async () => {
  const { owner } = await breakIn()
  const loose = await names(
    owner,
    `select proname as name from pg_proc p
     where pronamespace = 'public'::regnamespace and pg_get_userbyid(proowner) = current_user
       and not exists (select 1 from unnest(p.proconfig) it where it like 'search_path=%pg_temp')`,
  )
  expect(loose).toEqual([])
})

test('nobody chooses the number or the hash of an audit entry', async () => {
  const { app } = await breakIn()
  await app.query(`
    insert into audit_log (seq, id, actor, actor_name, verb, subject, at, prev_hash, hash, raw_digest)
    values (900, gen_random_uuid(), 'a', 'a', 'a.b', 'a:1', now(), 'x', 'x', 'x')`)
  const { rows } = await app.query('select seq, hash, prev_hash, raw_digest from audit_log order by seq')
  expect(rows.map((it) => Number(it.seq))).toEqual([1, 2])
  expect(rows[1]).toMatchObject({
    prev_hash: rows[0].hash,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    raw_digest: null,
  })
})
