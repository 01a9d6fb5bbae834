import { expect, test } from 'vitest'
import { KEEP_ALIVE_TIMEOUT } from '../../src/domain/rules.ts'
import type { ServerLimits } from '../../src/http/server.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anAction } from '../support/crew.ts'
import { aGet, connectRaw, stalledPost } from '../support/raw-connection.ts'
import { until } from '../support/until.ts'

const WEBHOOK = '/line/webhook'
const EVENTS = '/api/pls/worker-repair-events'

const inTurn = async <T>(n: number, run: (n: number) => Promise<T>): Promise<T[]> => {
  const all: T[] = []
  for (let i = 0; i < n; i += 1) all.push(await run(i))
  return all
}

/** Requests that wait for the answer to an action: connections in use, whose request is whole. */
async function holdSome(bot: Bot, n: number) {
  const token = await bot.token('worker')
  const { body } = await bot.request('POST', '/api/pls/self-heal-actions', { token, body: anAction() })
  const path = `/api/pls/self-heal-actions/${body.id}?wait=60`
  const held = await inTurn(n, async () => {
    const connection = await connectRaw(bot.url)
    connection.send(aGet(path, token))
    return connection
  })
  await until('they are held', () => bot.services.waiters.count() === n)
  return held
}

async function expectAtWork(bot: Bot) {
  expect((await bot.request('GET', '/readyz')).status).toBe(200)
  const person = await bot.stranger()
  await person.send('說明')
  expect((await person.read()).length).toBeGreaterThan(0)
}

test('headers and bodies that do not end are cut off with 408, and an idle connection outlives both limits', async () => {
  const limits = { headersTimeout: 300, bodyTimeout: 600, checkInterval: 50 }
  const bot = await startBot({ limits })
  const idle = await connectRaw(bot.url)
  idle.send(aGet('/healthz'))
  await until('an answer', () => idle.received().includes('{"status":"ok"}'))
  const [silent, headers, body] = await inTurn(3, () => connectRaw(bot.url))
  headers?.send('POST /line/webhook HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  body?.send(stalledPost(EVENTS, await bot.token('worker')))
  for (const it of [silent, headers, body]) expect(await it?.closed).toMatch(/^HTTP\/1\.1 408 /)
  // Longer than headers or a body may take it was without a request.
  idle.send(aGet('/healthz'))
  await until('a second answer', () => idle.received().split('{"status":"ok"}').length === 3)
  expect(idle.isClosed()).toBe(false)
})

test('a connection is kept alive for longer than a load balancer keeps it', async () => {
  expect(KEEP_ALIVE_TIMEOUT).toBeGreaterThan(60_000)
  const bot = await startBot()
  const idle = await connectRaw(bot.url)
  idle.send(aGet('/healthz'))
  await until('an answer', () => idle.received().includes('{"status":"ok"}'))
  expect(idle.received()).toMatch(/keep-alive: timeout=65\r\n/i)
})

test('a body from LINE that does not end is given up before one of the API, and closes its connection', async () => {
  const bot = await startBot()
  const [api, webhook, stranger] = await inTurn(3, () => connectRaw(bot.url))
  api?.send(stalledPost(EVENTS, await bot.token('worker')))
  webhook?.send(stalledPost(WEBHOOK))
  stranger?.send(stalledPost(EVENTS))
  expect(await stranger?.closed).toMatch(/^HTTP\/1\.1 401 /)
  expect(webhook?.isClosed()).toBe(false)
  const refused = await webhook?.closed
  expect(refused).toMatch(/^HTTP\/1\.1 408 /)
  expect(refused).toContain('"code":"request-timeout"')
  expect(api?.isClosed()).toBe(false)
})

test.each<[string, Partial<ServerLimits>]>([
  ['in all', { connections: 60 }],
  ['of one address', { connectionsPerAddress: 60, isShared: () => false }],
])(
  'stalled connections give way, %s: LINE, readiness and held requests do not notice a crowd of them',
  async (_, limits) => {
    const bot = await startBot({ limits })
    const held = await holdSome(bot, 10)
    const stalled = await inTurn(200, async () => {
      const connection = await connectRaw(bot.url)
      connection.send(stalledPost(WEBHOOK))
      return connection
    })
    await expectAtWork(bot)
    const open = stalled.filter((it) => !it.isClosed()).length
    expect(open).toBeLessThanOrEqual(50)
    expect(open).toBeGreaterThan(0)
    expect(held.every((it) => !it.isClosed())).toBe(true)
    bot.services.waiters.releaseAll()
    await until('all are answered', () => held.every((it) => it.received().includes('"status":"pending"')))
  },
)

test('where every connection is being answered, a new one is refused and none of them is closed', async () => {
  const bot = await startBot({ limits: { connections: 10 } })
  const held = await holdSome(bot, 10)
  const late = await connectRaw(bot.url)
  late.send(aGet('/healthz'))
  expect(await late.closed).toBe('')
  expect(held.some((it) => it.isClosed())).toBe(false)
})

test('the address of this machine, where proxies are, has no limit of its own', async () => {
  const bot = await startBot({ limits: { connectionsPerAddress: 5 } })
  const held = await holdSome(bot, 10)
  expect(held.some((it) => it.isClosed())).toBe(false)
})

test("a body that breaks off is the caller's problem, not an error of ours", async () => {
  const bot = await startBot()
  const noticed: { level: string; code: unknown }[] = []
  const { log } = bot.services
  log.error = (it: { code?: unknown }) => {
    noticed.push({ level: 'error', code: it.code })
  }
  log.debug = (it: { code?: unknown }) => {
    noticed.push({ level: 'debug', code: it.code })
  }
  const token = await bot.token('worker')
  const chunked = stalledPost(EVENTS, token).replace('Content-Length: 1000', 'Transfer-Encoding: chunked')
  for (const request of [
    stalledPost(EVENTS, token),
    chunked.replace(/\{$/, '1\r\n{\r\n'),
    stalledPost(WEBHOOK),
  ]) {
    noticed.length = 0
    const connection = await connectRaw(bot.url)
    connection.send(request)
    await bot.request('GET', '/healthz')
    connection.leave()
    await until('it was noticed', () => noticed.length > 0)
    expect(noticed).toEqual([{ level: 'debug', code: 'bad-input' }])
  }
})
