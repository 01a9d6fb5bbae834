import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { tellMembers } from '../../src/domain/tell.ts'
import { longLivedToken, statelessTokens } from '../../src/line/access-token.ts'
import { createLineClient } from '../../src/line/client.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { callsOf, PUSH, planFault, REPLY } from '../support/line-calls.ts'
import { type Phone, visible } from '../support/phone.ts'

const log = pino({ level: 'silent' })
/** In place of ten seconds; long enough for a busy machine. */
const TIME_LIMIT_MS = 1_500

async function openOutbox() {
  const bot = await startBot()
  const token = longLivedToken(bot.sim.token)
  bot.services.line = createLineClient({ apiBaseUrl: bot.sim.url, token, log, timeLimitMs: TIME_LIMIT_MS })
  const owner = await bot.person('pls_owner', '林怡君')
  return { bot, owner, delivery: () => newest(bot) }
}

const newest = (bot: Bot) => bot.db.prisma.delivery.findFirstOrThrow({ orderBy: { id: 'desc' } })

/** The queue waits longer after each failure; an hour is more than the first dozen of waits. */
async function tryAgain(bot: Bot, by: Parameters<Bot['clock']['advance']>[0] = { minutes: 10 }) {
  bot.clock.advance(by)
  await bot.runTasks()
}

const flexOf = (phone: Phone) => phone.all().then((all) => all.filter((it) => it.type === 'flex'))

test.each([['500-before'], ['500-after'], ['hang-before'], ['hang-after'], ['reset-after']])(
  'after %s a push is sent again with the same bytes and the same retry key, and arrives once',
  async (kind) => {
    const { bot, owner, delivery } = await openOutbox()
    await planFault(bot, PUSH, kind)
    await aProposal(bot)
    expect(await delivery()).toMatchObject({
      status: 'pending',
      attempts: 1,
      lastError: expect.stringMatching(/LINE/),
    })
    await tryAgain(bot)
    const { id, status, sentVia } = await delivery()
    expect({ status, sentVia }).toEqual({ status: 'sent', sentVia: 'push' })
    const [first, second, ...more] = await callsOf(bot, PUSH)
    expect(more).toEqual([])
    expect([first?.retry_key, second?.retry_key]).toEqual([id, id])
    expect(second?.messages).toEqual(first?.messages)
    expect(second?.status).toBe(kind.endsWith('-after') ? 409 : 200)
    expect(await flexOf(owner)).toHaveLength(1)
  },
)

test('the bytes of the first try are sent again although the facts have changed since', async () => {
  const { bot, owner } = await openOutbox()
  await planFault(bot, PUSH, '500-before')
  await aProposal(bot)
  await aProposal(bot)
  await tryAgain(bot)
  const calls = await callsOf(bot, PUSH)
  expect(calls[1]?.messages).toEqual(calls[0]?.messages)
  expect(await flexOf(owner)).toHaveLength(1)
})

test('what LINE refuses for good is dead, with the words of LINE', async () => {
  const { bot, delivery } = await openOutbox()
  const member = await bot.db.prisma.member.findFirstOrThrow()
  const nobody = { id: member.id, locale: 'zh-TW', lineUserId: `U${'9'.repeat(32)}` }
  await tellMembers(bot.ctx, [nobody], 'test', [{ kind: 'say', phrase: 'say.cancelled' }])
  await bot.runTasks()
  expect(await delivery()).toMatchObject({
    status: 'dead',
    lastError: expect.stringMatching(/400.*Failed to send/),
  })
  await tryAgain(bot, { hours: 1 })
  expect(await callsOf(bot, PUSH)).toHaveLength(1)
})

test('haste (429) is tried again later', async () => {
  const { bot, owner, delivery } = await openOutbox()
  await planFault(bot, PUSH, '429-rate', { times: 100 })
  await aProposal(bot)
  await tryAgain(bot)
  expect(await delivery()).toMatchObject({ status: 'pending', lastError: expect.stringMatching(/429/) })
  await bot.request('DELETE', '/_sim/faults', { at: bot.sim.url })
  await tryAgain(bot)
  expect(await delivery()).toMatchObject({ status: 'sent' })
  expect(await flexOf(owner)).toHaveLength(1)
})

test('without quota (429) a message is held, and goes out when there is some again', async () => {
  const { bot, owner, delivery } = await openOutbox()
  const setQuota = (quota: number) =>
    bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { quota } })
  await setQuota(0)
  await aProposal(bot)
  expect(await delivery()).toMatchObject({
    status: 'held',
    lastError: expect.stringMatching(/monthly limit/),
  })
  await setQuota(10)
  await tryAgain(bot, { hours: 1 })
  // What is left now is kept for high risk.
  expect(await delivery()).toMatchObject({ status: 'held', lastError: expect.stringMatching(/high risk/) })
  await setQuota(100)
  await tryAgain(bot, { hours: 1 })
  expect(await delivery()).toMatchObject({ status: 'sent' })
  expect(await flexOf(owner)).toHaveLength(1)
})

test('an answer costs nothing, so it is given although the quota is used up', async () => {
  const { bot, owner } = await openOutbox()
  await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { quota: 0 } })
  await owner.send('說明')
  expect(await owner.read()).toMatchObject([{ via: 'reply' }])
})

test('a message that LINE did not take for 24 hours is dead and is not sent any more', async () => {
  const { bot, owner, delivery } = await openOutbox()
  await planFault(bot, PUSH, '500-before', { times: 100 })
  await aProposal(bot)
  await tryAgain(bot, { hours: 23 })
  expect((await delivery()).status).toBe('pending')
  await tryAgain(bot, { hours: 1, minutes: 1 })
  expect(await delivery()).toMatchObject({
    status: 'dead',
    lastError: expect.stringMatching(/24 hours.*500/),
  })
  expect(await flexOf(owner)).toEqual([])
  expect(await callsOf(bot, PUSH)).toHaveLength(2)
})

test('an answer whose reply token is refused is pushed, also when the push needs a second try', async () => {
  const { bot, owner, delivery } = await openOutbox()
  await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { reply_token_ms: 0 } })
  await planFault(bot, PUSH, '500-before')
  await owner.sim('text', { text: '我是誰' })
  await bot.request('POST', '/_sim/clock', { at: bot.sim.url, body: { advance_ms: 1 } })
  await bot.runTasks()
  expect(await delivery()).toMatchObject({ status: 'pending' })
  await tryAgain(bot, { seconds: 10 })
  expect(await delivery()).toMatchObject({ status: 'sent', sentVia: 'push' })
  expect(await owner.read()).toMatchObject([{ via: 'push', text: expect.stringContaining('林怡君') }])
})

test('an answer that comes after the life of its token is pushed at once', async () => {
  const { bot, owner } = await openOutbox()
  const before = (await callsOf(bot, REPLY)).length
  await owner.sim('text', { text: '我是誰' })
  await tryAgain(bot, { seconds: 55 })
  expect(await owner.read()).toMatchObject([{ via: 'push' }])
  expect(await callsOf(bot, REPLY)).toHaveLength(before)
})

test.each([['hang-after'], ['reset-after'], ['500-after']])(
  'a reply with %s is tried again while its token lives, and LINE, which has it, refuses it: it arrives once',
  async (kind) => {
    const { bot, owner, delivery } = await openOutbox()
    await planFault(bot, REPLY, kind)
    await owner.send('我是誰')
    expect((await delivery()).status).toBe('pending')
    await tryAgain(bot, { seconds: 20 })
    expect(await delivery()).toMatchObject({
      status: 'sent',
      sentVia: 'reply',
      lastError: expect.stringMatching(/got through/),
    })
    expect(await owner.read()).toHaveLength(1)
    expect(await callsOf(bot, PUSH)).toEqual([])
  },
)

test.each([['hang-before'], ['500-before']])(
  'a reply with %s is tried again while its token lives',
  async (kind) => {
    const { bot, owner, delivery } = await openOutbox()
    await planFault(bot, REPLY, kind)
    await owner.send('我是誰')
    await tryAgain(bot, { seconds: 20 })
    expect(await delivery()).toMatchObject({ status: 'sent', sentVia: 'reply' })
    expect(await owner.read()).toMatchObject([{ via: 'reply' }])
  },
)

test.each([['hang-after'], ['reset-after']])(
  'a reply whose end was not seen (%s) is not pushed after its token has died, or it could come twice',
  async (kind) => {
    const { bot, owner, delivery } = await openOutbox()
    await planFault(bot, REPLY, kind)
    await owner.send('我是誰')
    await tryAgain(bot, { minutes: 10 })
    expect(await delivery()).toMatchObject({ status: 'sent', lastError: expect.stringMatching(/not seen/) })
    expect(await owner.read()).toHaveLength(1)
    expect(await callsOf(bot, PUSH)).toEqual([])
  },
)

test('a reply that failed before our eyes is pushed after its token has died', async () => {
  const { bot, owner, delivery } = await openOutbox()
  await planFault(bot, REPLY, '500-before')
  await owner.send('我是誰')
  await tryAgain(bot, { minutes: 10 })
  expect(await delivery()).toMatchObject({ status: 'sent', sentVia: 'push' })
  expect(await owner.read()).toMatchObject([{ via: 'push' }])
})

/** An address of this machine where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return `http://127.0.0.1:${port}`
}

test('an answer is pushed when LINE could not even be connected to while the token lived', async () => {
  const { bot, owner, delivery } = await openOutbox()
  const reachable = bot.services.line
  const token = longLivedToken(bot.sim.token)
  bot.services.line = createLineClient({ apiBaseUrl: await deadAddress(), token, log })
  await owner.send('我是誰')
  expect(await delivery()).toMatchObject({
    status: 'pending',
    lastError: expect.stringMatching(/could not be reached/),
  })
  bot.services.line = reachable
  await tryAgain(bot)
  expect(await owner.read()).toMatchObject([{ via: 'push' }])
})

const tokenCalls = (bot: Bot) => callsOf(bot, '/oauth2/v3/token')

async function withStatelessTokens() {
  const { bot, owner } = await openOutbox()
  const { channelId: id, secret, url: apiBaseUrl } = bot.sim
  const token = statelessTokens({ id, secret, apiBaseUrl }, bot.clock)
  bot.services.line = createLineClient({ apiBaseUrl, token, log, timeLimitMs: TIME_LIMIT_MS })
  return { bot, owner }
}

test('a stateless token is issued once, kept, and renewed at 12 of its 15 minutes', async () => {
  const { bot, owner } = await withStatelessTokens()
  await owner.send('我是誰')
  await owner.send('我是誰')
  expect(await tokenCalls(bot)).toHaveLength(1)
  bot.clock.advance({ minutes: 11, seconds: 59 })
  await owner.send('我是誰')
  expect(await tokenCalls(bot)).toHaveLength(1)
  bot.clock.advance({ seconds: 1 })
  await owner.send('我是誰')
  expect(await tokenCalls(bot)).toHaveLength(2)
  expect(await owner.read()).toHaveLength(4)
})

test('after 401 the token is renewed once, and the same call made again', async () => {
  const { bot, owner } = await withStatelessTokens()
  await planFault(bot, REPLY, '401')
  await owner.send('我是誰')
  expect(await owner.read()).toHaveLength(1)
  expect(await tokenCalls(bot)).toHaveLength(2)
})

test('when LINE refuses the renewed token too, it is not renewed again in that try, and the message waits', async () => {
  const { bot, owner } = await withStatelessTokens()
  await planFault(bot, PUSH, '401', { times: 2 })
  await aProposal(bot)
  expect(await newest(bot)).toMatchObject({ status: 'pending', lastError: expect.stringMatching(/401/) })
  expect(await tokenCalls(bot)).toHaveLength(2)
  await tryAgain(bot)
  expect(visible((await owner.read())[0])).toContain('修復提案')
})

test('nothing that is kept of a failure holds a token or a secret', async () => {
  const { bot } = await withStatelessTokens()
  await planFault(bot, '/oauth2/v3/token', '500-before', { times: 5 })
  await planFault(bot, PUSH, '401', { times: 5 })
  await aProposal(bot)
  const { lastError } = await newest(bot)
  expect(lastError).toMatch(/token/)
  expect(lastError).not.toContain(bot.sim.secret)
  expect(lastError).not.toContain(bot.sim.token)
})
