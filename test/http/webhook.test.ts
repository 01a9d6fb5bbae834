import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Bot, startBot } from '../support/bot.ts'
import { visible } from '../support/phone.ts'

const sign = (body: string | Buffer, secret: string) =>
  createHmac('sha256', secret).update(body).digest('base64')

const ulid = () => `01${randomBytes(12).toString('hex').toUpperCase()}`

/** A text message as LINE sends it. */
const textEvent = (userId: string, text: string, over: Record<string, unknown> = {}) => ({
  type: 'message',
  mode: 'active',
  timestamp: Date.now(),
  source: { type: 'user', userId },
  webhookEventId: ulid(),
  deliveryContext: { isRedelivery: false },
  message: { id: String(Math.random()).slice(2), type: 'text', text },
  ...over,
})

/** Posts exact bytes to the webhook, signed with the channel's secret unless told otherwise. */
async function post(bot: Bot, body: string | Buffer, signature: string | null = sign(body, bot.sim.secret)) {
  const headers: Record<string, string> = signature === null ? {} : { 'x-line-signature': signature }
  const raw = new Uint8Array(Buffer.from(body))
  const { status } = await bot.request('POST', '/line/webhook', { raw, headers })
  return status
}

const postEvents = (bot: Bot, events: unknown[], destination = bot.sim.botUserId) =>
  post(bot, JSON.stringify({ destination, events }))

const kept = (bot: Bot) => bot.db.prisma.inboxEvent.findMany({ orderBy: { receivedAt: 'asc' } })

/** The bot still serves people: an ordinary message gets its answer. */
async function expectAlive(bot: Bot) {
  const person = await bot.stranger('Somebody else')
  await person.send('hi')
  expect(visible((await person.read())[0])).toContain('Countersign')
}

const escaped = (text: string) =>
  text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

test('a body is checked over its bytes, with non-ASCII escaped or not, and spaces where nobody writes them', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  const texts = ['你好 🤨 plain', '你好 🤨 escaped', '你好 🤨 spaced']
  const bodies = texts.map((text) =>
    JSON.stringify({ destination: bot.sim.botUserId, events: [textEvent(person.userId, text)] }),
  )
  const sent = [bodies[0] ?? '', escaped(bodies[1] ?? ''), `\n ${bodies[2]?.replaceAll(',', ' ,\t')}\r\n`]
  for (const body of sent) expect(await post(bot, body)).toBe(200)
  const read = (await kept(bot)).map((it) => JSON.parse(it.event).message.text)
  expect(read.sort()).toEqual(texts.sort())
  await bot.runTasks()
  expect(await person.read()).toHaveLength(3)
})

test("LINE's own example of a signature is accepted", async () => {
  const secret = '8c570fa6dd201bb328f1c1eac23a96d8'
  const bot = await startBot({ secrets: [secret] })
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
  expect(await post(bot, body, 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=')).toBe(200)
})

test('while a secret is replaced, each of the list is good and no other', async () => {
  const bot = await startBot({ secrets: ['old-secret', 'new-secret'] })
  const body = () =>
    JSON.stringify({ destination: bot.sim.botUserId, events: [textEvent(`U${'a'.repeat(32)}`, 'x')] })
  for (const [secret, status] of [
    ['old-secret', 200],
    ['new-secret', 200],
    ['other', 401],
    ['', 401],
  ] as const) {
    const it = body()
    expect(await post(bot, it, sign(it, secret)), secret).toBe(status)
  }
  expect(await kept(bot)).toHaveLength(2)
})

test('without a signature, or with one that does not fit, the answer is 401 and nothing is kept', async () => {
  const bot = await startBot()
  const body = JSON.stringify({ events: [textEvent(`U${'a'.repeat(32)}`, 'hello')] })
  const good = sign(body, bot.sim.secret)
  const bad = [null, '', 'x', good.toLowerCase(), good.slice(0, -4), sign(`${body} `, bot.sim.secret)]
  bad.push(Buffer.from(good, 'base64').toString('hex'), 'A'.repeat(10_000), sign(`${body}\n`, bot.sim.secret))
  for (const signature of bad)
    expect(await post(bot, body, signature), String(signature).slice(0, 60)).toBe(401)
  expect(await kept(bot)).toEqual([])
  await expectAlive(bot)
})

test('no events at all is a test of LINE and is answered with 200', async () => {
  const bot = await startBot()
  expect(await postEvents(bot, [])).toBe(200)
  expect(await kept(bot)).toEqual([])
})

/** What LINE may send some day, or somebody who has our secret. All is answered with 200. */
const user = { type: 'user', userId: `U${'b'.repeat(32)}` }
const ODD_EVENTS: [what: string, events: unknown[]][] = [
  [
    'a type that nobody knows',
    [{ type: 'teleported', mode: 'active', webhookEventId: ulid(), source: user }],
  ],
  ['an event with a type and nothing else', [{ type: 'message' }]],
  ['standby', [textEvent(user.userId, 'hi', { mode: 'standby' })]],
  ['a mode that nobody knows', [textEvent(user.userId, 'hi', { mode: 'dreaming' })]],
  ['no source', [textEvent(user.userId, 'hi', { source: undefined })]],
  [
    'a group without userId',
    [textEvent('', '待批', { source: { type: 'group', groupId: `C${'1'.repeat(32)}` } })],
  ],
  [
    'a postback without userId',
    [{ type: 'postback', source: { type: 'group', groupId: 'C1' }, postback: { data: 'x' } }],
  ],
  ['no webhookEventId', [textEvent(user.userId, 'hi', { webhookEventId: undefined })]],
  ['a webhookEventId that is no text', [textEvent(user.userId, 'hi', { webhookEventId: { a: 1 } })]],
  ['a webhookEventId with NUL', [textEvent(user.userId, 'hi', { webhookEventId: '\u0000' })]],
  [
    'a webhookEventId of 100,000 characters',
    [textEvent(user.userId, 'hi', { webhookEventId: 'x'.repeat(100_000) })],
  ],
  ['NUL in a text', [textEvent(user.userId, 'a\u0000b')]],
  ['NUL in a code', [textEvent(user.userId, '綁定 \u0000\u0000')]],
  ['half a surrogate pair', [textEvent(user.userId, 'half \ud83d')]],
  ['a text that is a number', [textEvent(user.userId, 'x', { message: { id: '1', type: 'text', text: 7 } })]],
  ['a message that is null', [textEvent(user.userId, 'x', { message: null })]],
  ['a sticker', [textEvent(user.userId, 'x', { message: { id: '1', type: 'sticker', packageId: '1' } })]],
  ['a user id that LINE never gives', [textEvent('\u0000', 'hi')]],
  ['a timestamp far away', [textEvent(user.userId, 'hi', { timestamp: 9e15, replyToken: 'x' })]],
  ['a timestamp below zero', [textEvent(user.userId, 'hi', { timestamp: -9e15, replyToken: 'x' })]],
  [
    'dummy events of the old Verify button',
    [
      textEvent(`U${'deadbeef'.repeat(4)}`, 'Hello, world', { replyToken: '0'.repeat(32) }),
      { type: 'follow', source: user, replyToken: 'f'.repeat(32), webhookEventId: ulid() },
    ],
  ],
  [
    'postback data with NUL',
    [{ type: 'postback', source: user, webhookEventId: ulid(), postback: { data: '\u0000.\u0000' } }],
  ],
  [
    'postback data that looks like ours',
    [{ type: 'postback', source: user, webhookEventId: ulid(), postback: { data: 'W10.AAAA' } }],
  ],
  ['events that are no objects', [null, 1, 'x', [], true]],
]

test('whatever an event holds, it is answered with 200, handled without a crash, and the next message is served', async () => {
  const bot = await startBot()
  for (const [what, events] of ODD_EVENTS) {
    expect.soft(await postEvents(bot, events), what).toBe(200)
    await bot.runTasks()
    const open = (await kept(bot)).filter((it) => it.handledAt === null)
    expect
      .soft(
        open.map((it) => it.event.slice(0, 200)),
        what,
      )
      .toEqual([])
    await expectAlive(bot)
  }
  const { rows } = await bot.db.pool.query(
    "select j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'handle-line-events'",
  )
  expect(rows).toEqual([])
})

test('one event of a request that cannot be read does not take the others with it', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  expect(await postEvents(bot, [null, { no: 'type' }, textEvent(person.userId, 'hi'), 17])).toBe(200)
  await bot.runTasks()
  expect(await person.read()).toHaveLength(1)
})

const UNREADABLE: [what: string, body: string | Buffer][] = [
  ['no JSON', 'hello'],
  ['nothing', ''],
  ['half of it', '{"events": ['],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
  ['a list', '[]'],
  ['null', 'null'],
  ['events that are no list', '{"events": {}}'],
  ['no events', '{"destination": "x"}'],
  ['events nested 100,000 deep', `{"events": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  [
    'an event nested 100,000 deep',
    `{"events": [{"type": "message", "message": ${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
  ],
]

test('a signed body that cannot be read is answered with 200 and nothing is kept', async () => {
  const bot = await startBot()
  for (const [what, body] of UNREADABLE) expect.soft(await post(bot, body), what).toBe(200)
  expect(await kept(bot)).toEqual([])
  await expectAlive(bot)
})

test('events for another bot are answered with 200 and not handled', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  expect(await postEvents(bot, [textEvent(person.userId, 'hi')], `U${'f'.repeat(32)}`)).toBe(200)
  await bot.runTasks()
  expect(await person.read()).toEqual([])
  expect(await kept(bot)).toEqual([])
})

test('events of several people in one request are each answered where they came from', async () => {
  const bot = await startBot()
  const people = [await bot.stranger('A'), await bot.stranger('B'), await bot.person('pls_owner', '林怡君')]
  expect(
    await postEvents(
      bot,
      people.map((it) => textEvent(it.userId, '我是誰')),
    ),
  ).toBe(200)
  await bot.runTasks()
  const answers = await Promise.all(people.map((it) => it.read()))
  expect(answers.map((it) => it.length)).toEqual([1, 1, 1])
  expect(visible(answers[2]?.[0])).toContain('林怡君')
})

test('an event that comes twice, in one request or in several, is kept and answered once', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  const event = textEvent(person.userId, 'hi')
  const again = { ...event, deliveryContext: { isRedelivery: true } }
  expect(await postEvents(bot, [event, event])).toBe(200)
  expect(await postEvents(bot, [again])).toBe(200)
  await bot.runTasks()
  expect(await postEvents(bot, [again, textEvent(person.userId, 'another')])).toBe(200)
  await bot.runTasks()
  expect(await kept(bot)).toHaveLength(2)
  expect(await person.read()).toHaveLength(2)
})

test('an event without an id is kept once too', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  const event = textEvent(person.userId, 'hi', { webhookEventId: undefined })
  expect(await postEvents(bot, [event])).toBe(200)
  expect(await postEvents(bot, [event])).toBe(200)
  await bot.runTasks()
  expect(await person.read()).toHaveLength(1)
})

test('a body over 1 MiB is refused with 413, whatever its signature', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  const body = JSON.stringify({ events: [textEvent(person.userId, 'x'.repeat(1024 * 1024))] })
  expect(await post(bot, body)).toBe(413)
  expect(await post(bot, body, null)).toBe(413)
  expect(await kept(bot)).toEqual([])
  await expectAlive(bot)
})

test('hundreds of events in one request are all kept and answered', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  expect(
    await postEvents(
      bot,
      Array.from({ length: 500 }, (_, n) => textEvent(person.userId, `m${n}`)),
    ),
  ).toBe(200)
  expect(await kept(bot)).toHaveLength(500)
})
