import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startCluster } from '../../src/db/embedded/cluster.ts'
import { ensureDatabase } from '../../src/db/embedded/roles.ts'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import { startQueue } from '../../src/queue/runner.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { createTestDatabase } from '../support/database.ts'
import { startGate } from '../support/gate.ts'
import { anEvent } from '../support/given.ts'
import { until } from '../support/until.ts'

const report = (bot: Bot, token: string) =>
  bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })

/** A PostgreSQL of this test alone, which it may stop. */
async function ownCluster() {
  const dir = await mkdtemp(path.join(tmpdir(), 'countersign-away-'))
  const secrets = loadSecrets(dir)
  const cluster = await startCluster(dir, secrets.superuserPassword)
  onTestFinished(async () => {
    await cluster.stop()
    await rm(dir, { recursive: true, force: true })
  })
  const reach = await ensureDatabase(cluster.port, secrets, 'countersign')
  await migrate(reach.ownerUrl, reach.appRole, RISKS)
  return { cluster, appUrl: reach.appUrl }
}

test('while PostgreSQL is away the API says 503 and LINE is told 500, and when it is back all goes on by itself', async () => {
  // Beside its entry in the log, the queue prints a trace when PostgreSQL goes while one of its workers asks.
  const trace = vi.spyOn(console, 'trace').mockImplementation(() => {})
  onTestFinished(() => trace.mockRestore())
  const { cluster, appUrl } = await ownCluster()
  const bot = await startBot({ databaseUrl: appUrl })
  const token = await bot.token('worker')
  const person = await bot.person('pls_owner', '林怡君')
  const queue = await startQueue(bot.services, appUrl)
  onTestFinished(queue.stop)
  bot.late.queueIsRunning = queue.isRunning
  expect((await bot.request('GET', '/readyz')).status).toBe(200)
  await person.sim('text', { text: '說明' })
  await until('the first answer', async () => (await person.all()).at(-1)?.from === 'bot')

  await cluster.stop()
  const refused = await report(bot, token)
  expect(refused).toMatchObject({ status: 503, body: { code: 'database-away', status: 503 } })
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(JSON.stringify(refused.body)).not.toMatch(/ECONN|terminat|prisma|postgres/i)
  const lost = await person.sim('text', { text: '我是誰' })
  expect(lost.body.status).toBe(500)
  expect(await bot.request('GET', '/readyz')).toMatchObject({ status: 503, body: { database: 'away' } })
  expect(await bot.request('GET', '/healthz')).toMatchObject({ status: 200 })

  await cluster.restart()
  await until('ready again', async () => (await bot.request('GET', '/readyz')).status === 200)
  expect((await report(bot, token)).status).toBe(201)
  // LINE sends again what was answered with 500; the queue, which had stopped, answers it.
  const again = await bot.request('POST', '/_sim/webhook/redeliver', {
    at: bot.sim.url,
    body: { webhook_event_id: lost.body.webhook_event_id },
  })
  expect(again.body.status).toBe(200)
  await until('the answer', async () => (await person.all()).at(-1)?.text?.includes('林怡君') ?? false)
})

test('a PostgreSQL that takes connections and never answers makes LINE wait no 2 seconds, and is left for a new connection', async () => {
  const database = await createTestDatabase()
  const gate = await startGate(Number(new URL(database.appUrl).port))
  onTestFinished(() => gate[Symbol.asyncDispose]())
  const bot = await startBot({ databaseUrl: database.appUrl.replace(/:\d+\//, `:${gate.port}/`) })
  bot.db.pool.options.query_timeout = 1_000
  const person = await bot.stranger()
  await person.send('hi')
  gate.stick()
  const results = await Promise.all([1, 2, 3].map((n) => person.sim('text', { text: `stuck ${n}` })))
  expect(results.map((it) => it.body.status)).toEqual([500, 500, 500])
  gate.unstick()
  await until('kept again', async () => (await person.sim('text', { text: 'hi again' })).body.status === 200)
})
