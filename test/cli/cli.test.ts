import { expect, test } from 'vitest'
import { connect } from '../support/break-in.ts'
import { aDataDir } from '../support/data-dir.ts'
import type { Domain } from '../support/domain.ts'
import { runProgram, startServer } from '../support/server.ts'
import { aShell, CLI, expectRefused, type Json, onlyJson } from './shell.ts'

const auditOf = async ({ ctx }: Domain) =>
  (await ctx.db.auditEntry.findMany({ orderBy: { seq: 'asc' } })).map((it) => [it.verb, it.actor])

test('an invite is one line of JSON for programs, and words for people', async () => {
  const shell = await aShell()
  const answer = await shell.json('invite', '--role', 'pls_owner', '--name', '林怡君')
  expect(answer).toEqual({
    code: expect.stringMatching(/^\w{5}-\w{5}$/),
    link: null,
    expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  })
  const { code, stdout } = await shell.run('invite', '--role', 'worker', '--name', 'Ann', '--locale', 'en')
  expect(code).toBe(0)
  expect(stdout).toMatch(/Ann sends this to the bot: join \w{5}-\w{5}/)
  expect(await auditOf(shell)).toEqual([
    ['invite.create', 'operator:tester'],
    ['invite.create', 'operator:tester'],
  ])
  expect(
    await shell.ctx.db.invite.findMany({ select: { role: true, name: true, locale: true, pool: true } }),
  ).toEqual([
    { role: 'pls_owner', name: '林怡君', locale: 'zh-TW', pool: 'default' },
    { role: 'worker', name: 'Ann', locale: 'en', pool: 'default' },
  ])
})

test('a token is shown once and can be revoked', async () => {
  const shell = await aShell()
  const made = await shell.json(
    'token',
    'create',
    '--role',
    'worker',
    '--name',
    'night',
    '--worker-id',
    'codex-01',
    '--pool',
    'night',
  )
  expect(made).toEqual({ id: expect.any(String), token: expect.stringMatching(/^cs_[\w-]{43}$/) })
  const id = String(made.id)
  expect(await shell.ctx.db.apiToken.findUnique({ where: { id } })).toMatchObject({
    workerId: 'codex-01',
    pool: 'night',
  })
  expect(await shell.json('token', 'revoke', id)).toMatchObject({ id, revoked: true })
  expectRefused(await shell.run('token', 'revoke', id), /There is no live token/)
  expectRefused(await shell.run('token', 'revoke', 'nonsense'), /There is no live token/)
})

test('members are listed, and disabled at once', async () => {
  const shell = await aShell()
  const id = shell.ctx.ids.uuid()
  const data = {
    id,
    name: 'Ann',
    role: 'worker' as const,
    locale: 'en',
    lineUserId: 'U1',
    createdAt: shell.clock.now(),
  }
  await shell.ctx.db.member.create({ data })
  const listed = { id, name: 'Ann', role: 'worker', pool: 'default', line_user_id: 'U1', disabled_at: null }
  expect(await shell.json('member', 'list')).toEqual({ items: [listed] })
  expect(await shell.json('member', 'disable', id)).toEqual({ id, disabled: true })
  expect(await shell.json('member', 'list')).toEqual({
    items: [{ ...listed, disabled_at: expect.any(String) }],
  })
  expectRefused(await shell.run('member', 'disable', id), /no active member.*countersign member list/)
  expect((await shell.run('member', 'list')).stdout).toContain('Ann  (disabled)')
})

test('the ask goes to Louis and the PLS owners, and says so when there are none', async () => {
  const shell = await aShell()
  expectRefused(await shell.run('ask', '--json'), /invite Louis and a PLS owner with `countersign invite`/)
  const people = [
    { name: 'Louis', role: 'louis' as const },
    { name: '林怡君', role: 'pls_owner' as const },
    { name: 'Ann', role: 'worker' as const },
  ]
  const more = { locale: 'zh-TW', createdAt: shell.clock.now() }
  for (const it of people) {
    await shell.ctx.db.member.create({
      data: { ...it, ...more, id: shell.ctx.ids.uuid(), lineUserId: `U-${it.name}` },
    })
  }
  const { deliveries } = (await shell.json('ask')) as { deliveries: string[] }
  const owed = await shell.ctx.db.delivery.findMany({ include: { member: true } })
  expect(owed.map((it) => it.id).sort()).toEqual([...deliveries].sort())
  expect(owed.map((it) => it.member?.name).sort()).toEqual(['Louis', '林怡君'].sort())
})

test('a round is started, looked at and closed when it has taught something', async () => {
  const shell = await aShell()
  expect(await shell.json('round', 'status')).toEqual({ round: null })
  expectRefused(await shell.run('round', 'close'), /No round is open.*countersign round start/)
  const at = '2026-11-22T09:00:00+08:00'
  const started = await shell.json('round', 'start', '--topic', 'leases', '--at', at)
  expect(started).toMatchObject({ topic: 'leases', started_at: '2026-11-22T01:00:00.000Z', closed_at: null })
  expect(await shell.json('round', 'status')).toMatchObject({ round: { id: started.id } })
  expectRefused(await shell.run('round', 'start'), /close it first with `countersign round close`/)
  expectRefused(await shell.run('round', 'close'), /no lesson and no next_round_priority/)
  await shell.ctx.db.learningMemoryUpdate.create({
    data: {
      id: shell.ctx.ids.uuid(),
      jobId: shell.ctx.ids.uuid(),
      topicKey: 'a',
      lesson: 'b',
      nextRoundPriority: 'c',
      adoptionSignal: 'd',
      createdAt: shell.clock.now(),
    },
  })
  expect(await shell.json('round', 'close')).toMatchObject({ id: started.id, closed_at: expect.any(String) })
})

test('audit verify ends with 0, or with 1 and the first broken entry', async () => {
  const shell = await aShell()
  for (const name of ['a', 'b', 'c']) await shell.json('token', 'create', '--role', 'ops', '--name', name)
  expect(await shell.json('audit', 'verify')).toEqual({
    ok: true,
    entries: 3,
    head: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect((await shell.run('audit', 'verify')).stdout).toMatch(/^All 3 entries hold/)

  const superuser = await connect(shell.database.superuserUrl)
  await superuser.query('alter table audit_log disable trigger all')
  await superuser.query("update audit_log set actor = 'operator:nobody' where seq = 2")
  expect(onlyJson(await shell.run('audit', 'verify', '--json'), 1)).toEqual({
    ok: false,
    entries: 3,
    broken: { seq: '2', id: expect.any(String), why: 'its fields were changed' },
  })
  const told = await shell.run('audit', 'verify')
  expect(told).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^Entry 2 \(.*\) is broken: its fields were changed/),
  })
})

test('migrate brings the database up to date, also when it is', async () => {
  const shell = await aShell()
  expect(await shell.json('migrate')).toEqual({ migrated: true })
  expect(await shell.json('migrate')).toEqual({ migrated: true })
})

test.each([
  [['invite', '--role', 'admin', '--name', 'x'], /role: must be worker, pool_owner, pls_owner or louis/],
  [['invite', '--role', 'worker', '--name', ' '], /name: /],
  [['invite', '--role', 'worker', '--name', 'x', '--locale', 'fr'], /locale: /],
  [['token', 'create', '--role', 'boss', '--name', 'x'], /role: must be/],
])('%j is refused with what to give instead', async (args, says) => {
  const shell = await aShell()
  expectRefused(await shell.run(...args, '--json'), says)
  expect(await auditOf(shell)).toEqual([])
})

test.each([
  [['invite', '--name', 'x'], /required option '--role <role>'/],
  [['nonsense'], /unknown command 'nonsense'/],
  [['member', 'list', '--jsn'], /unknown option '--jsn'/],
  [['round', 'start', '--at', 'tomorrow'], /ISO 8601/],
  [['member', 'disable'], /missing required argument 'id'/],
])('%j is answered with how it is used', async (args, says) => {
  const { code, stdout, stderr } = await runProgram(CLI, args, {})
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(says)
  expect(stderr).toMatch(/Usage: countersign/)
})

test('wrong settings are told with their names, and nothing is started', async () => {
  const outcome = await runProgram(CLI, ['member', 'list'], { DATABASE_URL: 'mysql://x', PORT: 'x' })
  expectRefused(outcome, /- DATABASE_URL /)
  expect(outcome.stderr).toMatch(/- PORT /)
})

test('a database that cannot be reached is said to be so', async () => {
  const outcome = await runProgram(CLI, ['member', 'list'], {
    DATABASE_URL: 'postgresql://a:hush@127.0.0.1:9/x',
  })
  expectRefused(outcome, /^The database cannot be reached\. Check DATABASE_URL/)
  expect(outcome.stderr).not.toContain('hush')
})

test('the command works beside a running bot, and alone when that has stopped', async () => {
  const dataDir = await aDataDir()
  const server = startServer(dataDir)
  const ready = await server.line('ready')
  const run = (...args: string[]) => runProgram(CLI, args, { DATA_DIR: dataDir })

  const beside = onlyJson(await run('invite', '--role', 'worker', '--name', 'Ann', '--json'))
  expect(beside.link).toMatch(
    /^https:\/\/line\.me\/R\/oaMessage\/%40[^/]+\/\?%E7%B6%81%E5%AE%9A%20\w{5}-\w{5}$/,
  )
  const told = await run('invite', '--role', 'worker', '--name', 'Bob')
  expect(told.stdout).toMatch(/[▀▄█]{10}/)
  const { items } = onlyJson(await run('member', 'list', '--json')) as { items: Json[] }
  expect(items.map((it) => it.role)).toEqual(['louis', 'pls_owner', 'pool_owner', 'worker'])
  expect(onlyJson(await run('doctor', '--json'))).toMatchObject({ ok: true })

  const made = onlyJson(await run('token', 'create', '--role', 'worker', '--name', 'x', '--json'))
  const answer = await fetch(`${ready?.url}/api/pls/worker-repair-events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${made.token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(400)
  onlyJson(await run('token', 'revoke', String(made.id), '--json'))
  expect(server.lines.at(-1)?.msg).not.toBe('stopping')

  expect(await server.end('SIGTERM')).toBe(0)
  const alone = onlyJson(await run('audit', 'verify', '--json'))
  expect(alone).toMatchObject({ ok: true, entries: expect.any(Number) })
  const linked = onlyJson(await run('invite', '--role', 'worker', '--name', 'Cyd', '--json'))
  expect(linked.link).toMatch(/^https:\/\/line\.me\/R\/oaMessage\//)
}, 90_000)

test('two commands at the same moment take turns on a data folder that nobody serves', async () => {
  const dataDir = await aDataDir()
  const run = (name: string) =>
    runProgram(CLI, ['token', 'create', '--role', 'ops', '--name', name, '--json'], { DATA_DIR: dataDir })
  const both = await Promise.all([run('a'), run('b')])
  for (const it of both) onlyJson(it)
  const verdict = await runProgram(CLI, ['audit', 'verify', '--json'], { DATA_DIR: dataDir })
  expect(onlyJson(verdict)).toMatchObject({ ok: true, entries: 2 })
}, 90_000)
