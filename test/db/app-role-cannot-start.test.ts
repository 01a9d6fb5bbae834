import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { halt } from '../../src/domain/halts/halt.ts'
import { revokeToken } from '../../src/domain/tokens/use.ts'
import { connect, refusal } from '../support/break-in.ts'
import { breakIn, running, start } from '../support/break-in-crew.ts'
import { approve, asked, granted } from '../support/crew.ts'

type Forged = { action: string; digest: string; decision?: string; version?: number; at?: Date; used?: Date }

function grant(app: pg.Client, it: Forged) {
  const at = it.at ?? new Date()
  return refusal(
    app,
    `insert into self_heal_grants (id, action_id, digest, policy_decision_id, policy_version, issued_at, expires_at, used_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      randomUUID(),
      it.action,
      it.digest,
      it.decision ?? null,
      it.version ?? null,
      at,
      new Date(at.getTime() + 60_000),
      it.used ?? null,
    ],
  )
}

/** An action put into the table by hand. */
async function anActionRow(app: pg.Client, action: string, risk: string): Promise<string | null> {
  return refusal(
    app,
    `insert into self_heal_actions (id, job_id, worker_id, action, target, parameters, digest, risk_level, reason, raw_command_output, verdict, status, requested_by, created_at)
     values ($1, $1, 'w', $2, 't', '{}', action_digest($2, 't', '{}'), $3, 'r', '{}', 'allow', 'approved', 'x', now())`,
    [randomUUID(), action, risk],
  )
}

test('the legitimate way works: what Louis approved starts, and once', async () => {
  const { app, worker, louis, digestOf } = await breakIn()
  const { id } = await granted(worker, louis)
  expect(await start(app, id, await digestOf(id))).toBeNull()
  expect(await start(app, id, await digestOf(id))).toMatch('grant-used')
  expect(await running(app)).toBe(1)
})

test('without a grant nothing starts', async () => {
  const { app, worker, digestOf } = await breakIn()
  const { id } = await asked(worker)
  expect(await start(app, id, await digestOf(id))).toMatch('grant-missing')
  expect(await start(app, randomUUID(), 'x')).not.toBeNull()
  expect(await refusal(app, "update self_heal_actions set status = 'running' where id = $1", [id])).toMatch(
    'was not started',
  )
  expect(await running(app)).toBe(0)
})

test('no grant is forged for a high risk that nobody approved', async () => {
  const { app, worker, digestOf, decisionOf } = await breakIn()
  const { id, policy_key } = await asked(worker)
  const digest = await digestOf(id)
  expect(await grant(app, { action: id, digest })).toMatch('only low risk')
  const draft = await decisionOf(policy_key)
  const behind = { action: id, digest, decision: draft.id }
  expect(await grant(app, { ...behind, version: draft.version })).toMatch('no approval behind')
  expect(await grant(app, { ...behind, version: draft.version + 1 })).toMatch('no approval behind')
  expect(await grant(app, { action: id, digest, used: new Date() })).toMatch('not for this action')
  expect(await running(app)).toBe(0)
})

test('an approval of another action, of another digest or of a PLS owner covers no high risk', async () => {
  const { app, worker, owner, louis, digestOf, decisionOf } = await breakIn()
  const approved = await granted(worker, louis, { target: 'job 1' })
  const wanted = await asked(worker, { target: 'job 2' })
  const decision = await decisionOf(approved.policy_key)
  const digest = await digestOf(wanted.id)
  const by = { action: wanted.id, decision: decision.id, version: decision.version }
  expect(await grant(app, { ...by, digest })).toMatch('exact action')
  expect(await grant(app, { ...by, digest: await digestOf(approved.id) })).toMatch('not for this action')
  const medium = await asked(worker, { action: 'requeue_job' })
  await approve(owner, medium.policy_key)
  const standing = await decisionOf(medium.policy_key)
  expect(
    await grant(app, { action: wanted.id, digest, decision: standing.id, version: standing.version }),
  ).toMatch('exact action')
})

test('no PLS owner is written down as the one who approved a high risk, nor a Louis whose rights ended', async () => {
  const { app, ctx, worker, owner, louis, decisionOf } = await breakIn()
  const { policy_key } = await asked(worker)
  const draft = await decisionOf(policy_key)
  const sign = (actor: typeof owner.actor, role: string) =>
    refusal(
      app,
      `update worker_policy_decisions set status = 'approved', version = version + 1, decided_at = now(), decided_by = 'L',
       decided_by_ref = $2, decided_by_role = $3, reason = 'r' where id = $1`,
      [draft.id, `token:${'id' in actor ? actor.id : ''}`, role],
    )
  expect(await sign(owner.actor, 'louis')).toMatch('decided by Louis')
  expect(await sign(owner.actor, 'pls_owner')).toMatch('decided by')
  if ('id' in louis.actor) await revokeToken(ctx, louis.actor.id)
  expect(await sign(louis.actor, 'louis')).toMatch('decided by Louis')
  const back = 'update api_tokens set revoked_at = null'
  expect(await refusal(app, back)).toMatch('stays revoked')
  expect((await decisionOf(policy_key)).status).toBe('draft')
})

test('an approval by a Louis of the intruder’s own making starts nothing: the log does not know of it', async () => {
  const { app, worker, digestOf, decisionOf } = await breakIn()
  const { id, policy_key } = await asked(worker)
  const mine = randomUUID()
  await app.query(
    "insert into api_tokens (id, token_hash, name, role, created_at) values ($1, 'h', 'Louis', 'louis', now())",
    [mine],
  )
  await app.query(
    `update worker_policy_decisions set status = 'approved', version = version + 1, decided_at = now(), decided_by = 'Louis',
     decided_by_ref = $2, decided_by_role = 'louis', reason = 'r' where policy_key = $1`,
    [policy_key, `token:${mine}`],
  )
  const decision = await decisionOf(policy_key)
  const digest = await digestOf(id)
  const forged = {
    action: id,
    digest,
    decision: decision.id,
    version: decision.version,
    at: decision.decided_at,
  }
  expect(await grant(app, forged)).toBeNull()
  expect(await start(app, id, digest)).toMatch('grant-missing')
  expect(await running(app)).toBe(0)
})

test('one approval of a high risk gives one grant, also to two sessions that cannot see each other', async () => {
  const { app, database, worker, louis, digestOf, decisionOf } = await breakIn()
  const { id, policy_key } = await granted(worker, louis)
  const decision = await decisionOf(policy_key)
  await app.query(
    `insert into self_heal_actions select ($1::uuid) as id, job_id, worker_id, action, target, parameters, digest, risk_level, reason,
     raw_command_output, verdict, 'approved', policy_decision_id, answer, requested_by, pool, created_at, answered_at
     from self_heal_actions where id = $2`,
    [randomUUID(), id],
  )
  const { rows } = await app.query('select id from self_heal_actions where id <> $1', [id])
  const twin = {
    action: rows[0].id as string,
    digest: await digestOf(id),
    decision: decision.id,
    version: decision.version,
    at: decision.decided_at,
  }
  expect(await grant(app, twin)).toMatch('good for one execution')
  const other = await connect(database.appUrl)
  for (const level of ['repeatable read', 'serializable']) {
    await other.query(`begin isolation level ${level}`)
    expect(await grant(other, twin)).toMatch('READ COMMITTED')
    await other.query('rollback')
  }
})

test('a retired approval, and a grant dated for later, are worth nothing', async () => {
  const { app, worker, louis, digestOf, decisionOf } = await breakIn()
  const { id, policy_key } = await asked(worker, { target: 'later' })
  await approve(louis, policy_key)
  const decision = await decisionOf(policy_key)
  const { rows } = await app.query('select expires_at from self_heal_grants where action_id = $1', [id])
  expect(rows[0].expires_at.getTime() - decision.decided_at.getTime()).toBeLessThan(3_600_000)
  expect(await refusal(app, "update self_heal_grants set expires_at = '2099-01-01'")).toMatch(
    'permission denied',
  )
  await app.query(
    `update worker_policy_decisions set status = 'retired', version = version + 1, decided_at = now() where id = $1`,
    [decision.id],
  )
  expect(await start(app, id, await digestOf(id))).toMatch('grant-missing')
  const again = { action: id, digest: await digestOf(id), decision: decision.id }
  expect(await grant(app, { ...again, version: decision.version })).toMatch('no approval behind')
})

test('a grant of a high risk is dated like its approval', async () => {
  const { app, worker, louis, digestOf, decisionOf } = await breakIn()
  const first = await granted(worker, louis)
  const decision = await decisionOf(first.policy_key)
  for (const at of ['2099-01-01', '2001-01-01']) {
    const forged = { action: first.id, digest: await digestOf(first.id), decision: decision.id }
    expect(await grant(app, { ...forged, version: decision.version, at: new Date(at) })).not.toBeNull()
  }
})

test('tables of the intruder’s own in front of ours, and his own search path, change nothing', async () => {
  const { app, worker, digestOf, decisionOf } = await breakIn()
  const { id, policy_key } = await asked(worker)
  const digest = await digestOf(id)
  const draft = await decisionOf(policy_key)
  for (const table of ['self_heal_grants', 'halts', 'worker_policy_decisions', 'self_heal_actions'])
    await app.query(`create temp table ${table} (like public.${table})`)
  await app.query("create temp table action_catalogue as select 'release'::text as action, 'low'::risk_level")
  await app.query('set search_path = pg_temp, public')
  await app.query(
    `insert into pg_temp.self_heal_grants (id, action_id, digest, issued_at, expires_at) values (gen_random_uuid(), $1, $2, now(), now() + interval '1 hour')`,
    [id, digest],
  )
  const sql =
    'insert into public.self_heal_executions (id, action_id, digest, started_at) values ($1, $2, $3, now())'
  expect(await refusal(app, sql, [randomUUID(), id, digest])).toMatch('grant-missing')
  const forge = `insert into public.self_heal_grants (id, action_id, digest, policy_decision_id, policy_version, issued_at, expires_at)
    values ($1, $2, $3, $4, $5, now(), now() + interval '1 hour')`
  expect(await refusal(app, forge, [randomUUID(), id, digest, null, null])).toMatch('only low risk')
  expect(await refusal(app, forge, [randomUUID(), id, digest, draft.id, 1])).toMatch('no approval behind')
})

test('nobody rates an action himself: what the catalogue calls high, or does not know, is high', async () => {
  const { app } = await breakIn()
  for (const action of ['release', 'reclaim', 'format_disk', ''])
    for (const risk of ['low', 'medium'])
      expect(await anActionRow(app, action, risk), `${action} as ${risk}`).toMatch('the catalogue rates')
  expect(await anActionRow(app, 'requeue_job', 'low')).toMatch('the catalogue rates')
  expect(await anActionRow(app, 'release', 'high')).toBeNull()
})

test('nothing starts during a halt, whatever a session saw before it', async () => {
  const { app, database, worker, louis, digestOf } = await breakIn()
  const { id } = await granted(worker, louis)
  const digest = await digestOf(id)
  const early = await connect(database.appUrl)
  await early.query('begin isolation level repeatable read')
  await early.query('select count(*) from halts')
  await halt(louis, 'stop')
  expect(await start(app, id, digest)).toBe('halted')
  expect(await start(early, id, digest)).toMatch('READ COMMITTED')
  await early.query('rollback')
  for (const sql of [
    'delete from halts',
    "update halts set reason = 'x'",
    'update halts set resumed_at = null',
  ])
    expect(await refusal(app, sql)).toMatch(/permission denied|ended once/)
  expect(await running(app)).toBe(0)
})
