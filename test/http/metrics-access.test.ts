import { once } from 'node:events'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createMetricsApp } from '../../src/app.ts'
import { createHttpServer, SERVER_TIMEOUTS } from '../../src/http/server.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connectRaw } from '../support/raw-connection.ts'

const TOKEN = 'a-token-for-prometheus'

const read = (bot: Bot, headers: Record<string, string> = {}) => bot.request('GET', '/metrics', { headers })

/** `fetch` sets the Host itself. */
async function readAs(bot: Bot, host: string): Promise<string> {
  const connection = await connectRaw(bot.url)
  connection.send(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  return connection.closed
}

test('without a token the metrics are for programs on this machine, and not for what a proxy or tunnel brings', async () => {
  const bot = await startBot()
  expect((await read(bot)).body.text).toContain('countersign_waiting')
  for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'LOCALHOST'])
    expect.soft(await readAs(bot, host), host).toMatch(/^HTTP\/1\.1 200 /)
  for (const host of ['bot.example.com', 'bot.example.com:3000', '203.0.113.7', 'localhost.example.com', ''])
    expect.soft(await readAs(bot, host), host).toMatch(/^HTTP\/1\.1 40[03] /)
  for (const header of ['X-Forwarded-For', 'Forwarded', 'CF-Connecting-IP', 'X-Real-IP', 'Via']) {
    const refused = await read(bot, { [header]: '127.0.0.1' })
    expect.soft([refused.status, refused.body.code], header).toEqual([403, 'metrics-are-private'])
    expect.soft(refused.body.detail).toMatch(/METRICS_TOKEN.*METRICS_ADDRESS/)
  }
})

test('with a token whoever has it may read, from anywhere, and nobody else', async () => {
  const bot = await startBot({ env: { METRICS_TOKEN: TOKEN } })
  const from = { 'x-forwarded-for': '203.0.113.7' }
  const fine = await read(bot, { ...from, authorization: `Bearer ${TOKEN}` })
  expect(fine.body.text).toContain('countersign_waiting')
  for (const authorization of [undefined, 'Bearer', `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`]) {
    const refused = await read(bot, authorization ? { authorization } : {})
    expect.soft([refused.status, refused.body.code], authorization).toEqual([401, 'no-token'])
  }
  const worker = await bot.token('worker')
  expect((await read(bot, { authorization: `Bearer ${worker}` })).status).toBe(401)
})

test.each([
  [null, {}, 200],
  [TOKEN, {}, 401],
  [TOKEN, { authorization: `Bearer ${TOKEN}` }, 200],
] as const)(
  'an address of their own serves the metrics and nothing else (token %j, %j: %i)',
  async (token, headers, status) => {
    const env = { METRICS_ADDRESS: '127.0.0.1:0', ...(token ? { METRICS_TOKEN: token } : {}) }
    const bot = await startBot({ env })
    expect((await read(bot, { authorization: `Bearer ${TOKEN}` })).status).toBe(404)
    const limits = { ...SERVER_TIMEOUTS, connections: 100, connectionsPerAddress: 100 }
    const server = createHttpServer(createMetricsApp(bot.services).fetch, limits, pino({ level: 'silent' }))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const at = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    const from = { 'x-forwarded-for': '203.0.113.7' }
    expect((await bot.request('GET', '/metrics', { at, headers: { ...from, ...headers } })).status).toBe(
      status,
    )
    for (const path of ['/readyz', '/console', '/api/pls/worker-policy', '/openapi.json'])
      expect((await bot.request('GET', path, { at })).status).toBe(404)
  },
)
