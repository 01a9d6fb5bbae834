import { expect, test } from 'vitest'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import { emptyOldOutput } from '../../src/domain/retention.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { testClock } from '../support/clock.ts'
import { anAction } from '../support/crew.ts'
import { tablesThatHold } from '../support/domain.ts'
import { anEvent } from '../support/given.ts'

const DAYS = 90
const OLD = 'curl: (56) the old output'

const holding = (bot: Bot, text: string) =>
  tablesThatHold({ db: bot.db } as Parameters<typeof tablesThatHold>[0], text)

/** A bot as it was a hundred days ago, with every kind of raw output in it, and a chat. */
async function longAgo() {
  const bot = await startBot({ clock: testClock(new Date(Date.now() - 100 * 24 * 3_600_000)) })
  const token = await bot.token('worker')
  const owner = await bot.person('pls_owner', '林怡君')
  const post = async (path: string, body: object) => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const answer = await bot.request('POST', `/api/pls${path}`, { token, body, headers })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return String(answer.body.id)
  }
  const raw_command_output = { stderr: OLD }
  await post('/worker-repair-events', anEvent({ raw_command_output }))
  await post('/worker-repair-events', anEvent({ raw_command_output }))
  await post('/artifact-gate-checks', {
    job_id: crypto.randomUUID(),
    primary_artifact_url: 'https://files.example/a',
    http_status: 200,
    upload_files_count: 1,
    raw_command_output,
  })
  await post('/self-heal-actions', anAction({ action: 'diagnose', raw_command_output }))
  await owner.send(`說明一下 ${OLD}`)
  await bot.runTasks()
  return { bot, post }
}

const counts = async (bot: Bot) =>
  (
    await bot.db.pool.query(
      `select (select count(*)::int from worker_repair_events) as events, (select count(*)::int from artifact_gate_checks) as checks,
        (select count(*)::int from self_heal_actions) as actions, (select count(*)::int from self_heal_executions) as executions,
        (select count(*)::int from line_inbox) as inbox, (select count(*)::int from deliveries) as deliveries`,
    )
  ).rows[0]

test('raw output, inbox and message bodies are emptied after their time; rows and hashes stay, and the chain holds', async () => {
  const { bot } = await longAgo()
  const rows = await counts(bot)
  const hashes = async () =>
    (await bot.db.prisma.auditEntry.findMany({ orderBy: { seq: 'asc' }, take: 5 })).map((it) => it.hash)
  const before = await hashes()
  expect((await holding(bot, OLD)).sort()).toEqual(
    [
      'artifact_gate_checks',
      'audit_log',
      'deliveries',
      'line_inbox',
      'self_heal_actions',
      'worker_repair_events',
    ].sort(),
  )
  bot.clock.advance({ hours: DAYS * 24 - 1 })
  expect(await emptyOldOutput(bot.ctx, DAYS)).toBe(0)
  expect(await holding(bot, OLD)).toContain('audit_log')
  bot.clock.advance({ hours: 2 })
  expect(await emptyOldOutput(bot.ctx, DAYS)).toBeGreaterThan(6)
  expect(await holding(bot, OLD)).toEqual([])
  expect(await counts(bot)).toEqual(rows)
  expect(await hashes()).toEqual(before)
  expect(await verifyAudit(bot.ctx)).toMatchObject({ ok: true })
  expect(await bot.db.prisma.auditEntry.count({ where: { rawDigest: { not: null } } })).toBeGreaterThan(4)
  expect(await bot.db.prisma.idempotencyKey.count()).toBe(0)
  expect(await emptyOldOutput(bot.ctx, DAYS)).toBe(0)
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'retention.empty' } })).toBe(1)
}, 60_000)

test('what an action printed is emptied too, and that it ran stays', async () => {
  const bot = await startBot()
  const token = await bot.token('worker')
  const post = async (path: string, body: object) => {
    const answer = await bot.request('POST', `/api/pls/self-heal-actions${path}`, { token, body })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const { id } = await post('', anAction({ action: 'touch' }))
  await post(`/${id}/start`, {})
  await post(`/${id}/finish`, { result: 'done', raw_command_output: { stdout: OLD } })
  expect(await holding(bot, OLD)).toContain('self_heal_executions')
  bot.clock.advance({ hours: (DAYS + 1) * 24 })
  await emptyOldOutput(bot.ctx, DAYS)
  // The log's own copy has its week by the database's clock.
  expect(await holding(bot, OLD)).toEqual(['audit_log'])
  expect(await bot.db.prisma.selfHealExecution.findFirst()).toMatchObject({ result: 'done', actionId: id })
})

test('what is younger stays, and so does what somebody still has to decide about', async () => {
  const { bot, post } = await longAgo()
  const waiting = { stderr: 'waits for Louis' }
  const id = await post('/self-heal-actions', anAction({ raw_command_output: waiting }))
  bot.clock.advance({ hours: (DAYS + 1) * 24 })
  await post('/worker-repair-events', anEvent({ raw_command_output: { stderr: 'the young output' } }))
  await emptyOldOutput(bot.ctx, DAYS)
  expect(await holding(bot, 'the young output')).toEqual(
    expect.arrayContaining(['worker_repair_events', 'audit_log']),
  )
  const action = await bot.db.prisma.selfHealAction.findUniqueOrThrow({ where: { id } })
  expect(action.rawCommandOutput).toEqual(waiting)
  const list = await bot.request('GET', '/api/pls/worker-repair-events', { token: await bot.token('ops') })
  expect(list.status).toBe(200)
  expect(JSON.stringify(list.body)).toContain('"emptied":true')
}, 60_000)

test('the database empties no entry of the last week, whatever it is told', async () => {
  const bot = await startBot()
  const token = await bot.token('worker')
  await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })
  const { rows } = await bot.db.pool.query("select empty_audit_raw_output('2099-01-01') as n")
  expect(Number(rows[0].n)).toBe(0)
})
