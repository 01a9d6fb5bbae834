import { expect, test } from 'vitest'
import { HELD_REQUESTS_PER_TOKEN } from '../../src/domain/rules.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { connectionsTaken } from '../support/connections.ts'
import { anAction } from '../support/crew.ts'
import { connectMcp } from '../support/mcp.ts'
import { until } from '../support/until.ts'

async function anOpenAsk(bot: Bot, token: string) {
  const { status, body } = await bot.request('POST', '/api/pls/self-heal-actions', {
    token,
    body: anAction(),
  })
  expect(status, JSON.stringify(body)).toBe(202)
  return { id: String(body.id), policyKey: String(body.policy_key) }
}

async function openScene() {
  const bot = await startBot()
  const token = await bot.token('worker')
  const ask = await anOpenAsk(bot, token)
  const hold = (by: string, id = ask.id) =>
    bot.request('GET', `/api/pls/self-heal-actions/${id}?wait=60`, { token: by })
  const louis = await bot.token('louis')
  const decide = async (status: 'approved' | 'rejected' = 'approved', { policyKey } = ask) => {
    const at = `/api/pls/worker-policy/${encodeURIComponent(policyKey)}`
    const answer = await bot.request('PATCH', at, { token: louis, body: { status, reason: 'seen' } })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  }
  const { waiters } = bot.services
  const held = (n: number) => until(`${n} held requests`, () => waiters.count() === n)
  return { bot, token, ask, hold, decide, waiters, held }
}

/** Holds one request in a way that can be given up. */
function holdUntilAborted(bot: Bot, token: string, id: string) {
  const gone = new AbortController()
  const answer = fetch(`${bot.url}/api/pls/self-heal-actions/${id}?wait=60`, {
    headers: { authorization: `Bearer ${token}` },
    signal: gone.signal,
  }).catch(() => 'aborted')
  return { answer, leave: () => gone.abort() }
}

const inTurn = async (n: number, run: () => Promise<unknown>) => {
  for (let i = 0; i < n; i += 1) await run()
}

test('500 held requests hold no database connection, and readiness, the webhook and workers do not notice them', async () => {
  const { bot, token, ask, hold, decide, waiters, held } = await openScene()
  const person = await bot.stranger()
  const others = async () => {
    expect((await bot.request('GET', '/readyz')).status).toBe(200)
    await person.sim('text', { text: '說明' })
    expect((await bot.request('GET', `/api/pls/self-heal-actions/${ask.id}`, { token })).status).toBe(200)
  }
  const timed = async () => {
    const began = performance.now()
    const taken = await connectionsTaken(bot, () => inTurn(20, others))
    return { taken, took: performance.now() - began }
  }
  await timed()
  const alone = await timed()

  const crowd = 500
  const tokens = await Promise.all(
    Array.from({ length: crowd / HELD_REQUESTS_PER_TOKEN }, () => bot.token('worker')),
  )
  const answers = tokens.flatMap((it) => Array.from({ length: HELD_REQUESTS_PER_TOKEN }, () => hold(it)))
  await held(crowd)
  await until('no connection is in use', () => bot.db.pool.totalCount === bot.db.pool.idleCount)
  const beside = await timed()
  // All of that was answered while every one of the 500 was still open.
  expect(waiters.count()).toBe(crowd)
  // A shared look now and then, for all of them: nothing that grows with their number.
  expect(beside.taken - alone.taken).toBeLessThan(crowd / 10)
  expect(beside.took / alone.took).toBeLessThan(4)

  await decide()
  const ended = await Promise.all(answers)
  expect(ended.every((it) => it.status === 200 && it.body.status === 'approved')).toBe(true)
  expect(waiters.count()).toBe(0)
}, 120_000)

test('one token holds at most 20 requests; the next is told what to do, and a client that goes away makes room', async () => {
  const { bot, token, ask, hold, decide, waiters, held } = await openScene()
  const open = Array.from({ length: HELD_REQUESTS_PER_TOKEN }, () => holdUntilAborted(bot, token, ask.id))
  await held(HELD_REQUESTS_PER_TOKEN)
  const refused = await hold(token)
  expect([refused.status, refused.body.code]).toEqual([429, 'too-many-held-requests'])
  expect(refused.body.detail).toMatch(/20 requests with `wait` open.*without `wait`/)
  expect(refused.headers.get('retry-after')).toBe('1')
  const once = await bot.request('GET', `/api/pls/self-heal-actions/${ask.id}`, { token })
  expect(once.body.status).toBe('pending')
  const other = hold(await bot.token('worker'))
  await held(HELD_REQUESTS_PER_TOKEN + 1)

  for (const it of open) it.leave()
  await held(1)
  const again = hold(token)
  await held(2)
  await decide('rejected')
  expect((await again).body).toMatchObject({ status: 'rejected', reason: 'seen' })
  expect((await other).body).toMatchObject({ status: 'rejected' })
  expect(waiters.count()).toBe(0)
  await Promise.all(open.map((it) => it.answer))
})

test('an answer ends the wait wherever it was given, also when the connection that listens was lost', async () => {
  const { bot, token, ask, hold, decide, held } = await openScene()
  const first = hold(token)
  await held(1)
  const listeners = `select pid from pg_stat_activity where datname = current_database() and application_name = 'countersign listener' and query not like 'listen%'`
  await until('notices come through', async () => (await bot.db.pool.query(listeners)).rowCount === 1)
  const superuser = await connect(bot.database.superuserUrl)
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'countersign listener'`,
  )
  await decide()
  expect((await first).body.status).toBe('approved')

  await until('it listens again', async () => (await bot.db.pool.query(listeners)).rowCount === 1)
  const next = await anOpenAsk(bot, await bot.token('worker'))
  expect(next.id).not.toBe(ask.id)
  const second = hold(token, next.id)
  await held(1)
  await decide('rejected', next)
  expect((await second).body.status).toBe('rejected')
})

test('a process that stops answers what it holds as pending, at once, and holds nothing more', async () => {
  const { bot, token, hold, waiters, held } = await openScene()
  const open = Array.from({ length: 10 }, () => hold(token))
  await held(10)
  waiters.releaseAll()
  for (const it of await Promise.all(open)) expect([it.status, it.body.status]).toEqual([200, 'pending'])
  const late = await hold(token)
  expect([late.status, late.body.status]).toEqual([200, 'pending'])
  expect((await bot.request('GET', '/readyz')).status).toBe(200)
})

test('a model that gives up a call of act_wait holds nothing any more', async () => {
  const { bot, ask, waiters, held } = await openScene()
  const { client } = await connectMcp(bot, await bot.token('worker'))
  const gone = new AbortController()
  const call = client
    .callTool({ name: 'act_wait', arguments: { id: ask.id, wait: 50 } }, undefined, { signal: gone.signal })
    .catch(() => 'aborted')
  await held(1)
  await client.close()
  gone.abort()
  await held(0)
  await call
  expect(waiters.count()).toBe(0)
})
