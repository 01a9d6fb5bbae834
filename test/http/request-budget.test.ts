import { expect, test } from 'vitest'
import { BYTES_PER_TOKEN_A_DAY, REQUEST_BURST } from '../../src/domain/rules.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { testClock } from '../support/clock.ts'
import { connectionsTaken } from '../support/connections.ts'
import { anEvent } from '../support/given.ts'

const POLICIES = '/api/pls/worker-policy?limit=1'
const EVENTS = '/api/pls/worker-repair-events'
/** A process that leased requests and did not use them keeps this many from the others. */
const LEASED = 20

const get = (bot: Bot, token: string) => bot.request('GET', POLICIES, { token })

/** So many requests, by turns at each of the bots: how many of them were let in. */
async function letIn(bots: Bot[], token: string, n: number): Promise<number> {
  const all = await Promise.all(Array.from({ length: n }, (_, i) => get(bots[i % bots.length] as Bot, token)))
  return all.filter((it) => it.status === 200).length
}

async function aReplicaOf(bot: Bot, clock = bot.clock): Promise<Bot> {
  return startBot({ databaseUrl: bot.database.appUrl, clock })
}

test('several bots on one database let a token in as often as one of them would', async () => {
  const one = await startBot()
  const bots = [one, await aReplicaOf(one), await aReplicaOf(one)]
  const token = await one.token('ops')
  const first = await letIn(bots, token, 500)
  expect(first).toBeLessThanOrEqual(REQUEST_BURST)
  expect(first).toBeGreaterThan(REQUEST_BURST - bots.length * LEASED)
  one.clock.advance({ seconds: 10 })
  const later = await letIn(bots, token, 500)
  expect(later).toBeLessThanOrEqual(200)
  expect(later).toBeGreaterThan(200 - bots.length * LEASED)
  expect((await get(one, await one.token('ops'))).status).toBe(200)
}, 120_000)

test('a refusal costs no query, and a request that is let in seldom one for its budget', async () => {
  const bot = await startBot()
  const token = await bot.token('ops')
  const before = await connectionsTaken(bot, () => get(bot, token))
  const hundred = await connectionsTaken(bot, async () => {
    for (let i = 0; i < 100; i += 1) await get(bot, token)
  })
  // The first one asks for its budget; of the next hundred five do.
  expect(hundred).toBeLessThanOrEqual(100 * (before - 1) + 100 / LEASED)
  await letIn([bot], token, REQUEST_BURST)
  const refused = await connectionsTaken(bot, async () => {
    for (let i = 0; i < 100; i += 1) {
      const answer = await get(bot, token)
      expect([answer.status, answer.body.code]).toEqual([429, 'too-many-requests'])
    }
  })
  expect(refused).toBe(0)
}, 60_000)

test('a bot whose clock was an hour ahead does not keep the others waiting until then', async () => {
  const one = await startBot()
  const ahead = await aReplicaOf(one, testClock(new Date(one.clock.now().getTime() + 3_600_000)))
  const token = await one.token('ops')
  expect(await letIn([ahead], token, 400)).toBe(REQUEST_BURST)
  expect(await letIn([one], token, 40)).toBe(0)
  one.clock.advance({ seconds: 1 })
  expect(await letIn([one], token, 40)).toBe(20)
}, 60_000)

test('a budget that cannot be read refuses nobody', async () => {
  const bot = await startBot()
  const token = await bot.token('ops')
  const superuser = await connect(bot.database.superuserUrl)
  await superuser.query('alter table token_budgets rename to elsewhere')
  expect(await letIn([bot], token, 50)).toBe(50)
  await superuser.query('alter table elsewhere rename to token_budgets')
})

test('calls over MCP are counted like others', async () => {
  const bot = await startBot()
  const token = await bot.token('worker')
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'doctor', arguments: {} },
  }
  const headers = { accept: 'application/json, text/event-stream' }
  const ask = () => bot.request('POST', '/mcp', { token, body: call, headers })
  const [fine] = [await ask()]
  expect(fine.status, JSON.stringify(fine.body)).toBe(200)
  expect(await letIn([bot], token, 400)).toBe(REQUEST_BURST - 1)
  expect((await ask()).body).toMatchObject({ status: 429, code: 'too-many-requests' })
})

/** A token that has sent all but so many of its bytes of the day. */
async function almostUsedUp(left: number) {
  const bot = await startBot({ clock: testClock(new Date('2027-05-10T20:00:00Z')) })
  const { id, token } = await bot.tokenWithId('worker')
  const values = [id, REQUEST_BURST, bot.clock.now(), '2027-05-10', BYTES_PER_TOKEN_A_DAY - left]
  await bot.db.pool.query('insert into token_budgets values ($1, $2, $3, $4, $5)', values)
  const report = (size: number, headers: Record<string, string> = {}) =>
    bot.request('POST', EVENTS, {
      token,
      headers,
      raw: JSON.stringify({ ...anEvent(), raw_command_output: 'x'.repeat(size) }),
    })
  return { bot, id, token, report }
}

test('a token may send so many bytes a day; then it is told when it may again, and still may read', async () => {
  const { bot, token, report } = await almostUsedUp(50_000)
  expect((await report(30_000)).status).toBe(201)
  const refused = await report(30_000)
  expect([refused.status, refused.body.code]).toEqual([429, 'too-many-bytes'])
  expect(refused.body.detail).toMatch(/200 MiB a day.*from 2027-05-11T00:00:00\.000Z/)
  expect(refused.headers.get('retry-after')).toBe(String(4 * 3_600))
  // A small one still fits.
  expect((await report(10)).status).toBe(201)
  expect((await get(bot, token)).status).toBe(200)
  expect(
    (await bot.request('POST', EVENTS, { token: await bot.token('worker'), body: anEvent() })).status,
  ).toBe(201)
  bot.clock.advance({ hours: 4 })
  expect((await report(30_000)).status).toBe(201)
})

test('with not a byte left a token still reads', async () => {
  const { bot, token, report } = await almostUsedUp(0)
  expect((await report(1)).body.code).toBe('too-many-bytes')
  expect((await get(bot, token)).status).toBe(200)
  expect((await get(bot, token)).status).toBe(200)
})

test('bytes are counted over all bots, and what came without a length is counted too', async () => {
  const { bot, id, token } = await almostUsedUp(5 * 1024 * 1024)
  const send = (size: number) => {
    const text = new TextEncoder().encode(
      JSON.stringify({ ...anEvent(), phase: '', raw_command_output: 'x'.repeat(size) }),
    )
    const body = new ReadableStream({
      start: (it) => {
        it.enqueue(text)
        it.close()
      },
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return fetch(`${bot.url}${EVENTS}`, { method: 'POST', headers, body, duplex: 'half' })
  }
  // Their bodies are bad input, and read.
  for (let i = 0; i < 5; i += 1) expect((await send(1_000_000)).status).toBe(400)
  const { rows } = await bot.db.pool.query(
    'select bytes::int8 as bytes from token_budgets where token_id = $1',
    [id],
  )
  expect(Number(rows[0].bytes)).toBeGreaterThan(BYTES_PER_TOKEN_A_DAY - 1_500_000)
  const other = await aReplicaOf(bot)
  for (let i = 0; i < 2; i += 1) {
    const big = { ...anEvent(), raw_command_output: 'x'.repeat(150_000) }
    const answer = await other.request('POST', EVENTS, { token, body: big })
    expect(answer.status).toBe(i === 0 ? 201 : 429)
  }
})

test('a body over the limit of one is too large, whatever is left of the day', async () => {
  const { report } = await almostUsedUp(50_000)
  const answer = await report(2 * 1024 * 1024)
  expect([answer.status, answer.body.code]).toEqual([413, 'too-large'])
})
