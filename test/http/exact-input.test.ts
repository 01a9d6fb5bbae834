import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInexact } from '../../src/exact-json.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anAction } from '../support/crew.ts'
import { anEvent } from '../support/given.ts'
import { said } from '../support/route-examples.ts'

/** Parameters as text, what is wrong with them, and what to do. */
const LOSSY: [parameters: string, path: string, says: RegExp][] = [
  ['{"channel_id":1234567890123456789}', 'channel_id', /1234567890123456789 .*send it as a string/],
  ['{"to":{"ids":[1,1e400]}}', 'to.ids.1', /1e400 .*send it as a string/],
  ['{"rate":0.1000000000000000055}', 'rate', /send it as a string/],
  ['{"force":false,"force":true}', 'force', /twice.*send it once/],
  ['{"a":{"force":true,"f\\u006frce":true}}', 'a.force', /twice.*send it once/],
  ['{"__proto__":{"force":true}}', '__proto__', /may not be called __proto__.*string/],
  ['{"a":[{"constructor":1}]}', 'a.0.constructor', /may not be called constructor.*string/],
]

const API = '/api/pls'

/** A body with its parameters put in as text. */
const withParameters = (body: object, parameters: string) =>
  JSON.stringify({ ...body, parameters: '@' }).replace('"@"', () => parameters)

async function open() {
  const bot = await startBot()
  const token = await bot.token('worker', 'codex-01')
  const send = (path: string, raw: string) => bot.request('POST', `${API}${path}`, { token, raw })
  return { bot, token, send }
}

const countActions = ({ db }: Bot) => db.prisma.selfHealAction.count()

test.each(LOSSY)('parameters %s are refused, and what to send is said', async (parameters, path, says) => {
  const { bot, send } = await open()
  const good = await send('/self-heal-actions', JSON.stringify(anAction({ action: 'touch' })))
  for (const [where, body] of [
    ['/self-heal-actions', anAction()],
    [`/self-heal-actions/${good.body.id}/start`, {}],
  ] as const) {
    const answer = await send(where, withParameters(body, parameters))
    expect(answer, said(answer)).toMatchObject({
      status: 400,
      body: {
        code: 'bad-input',
        errors: [{ path: `parameters.${path}`, message: expect.stringMatching(says) }],
      },
    })
  }
  expect(await countActions(bot)).toBe(1)
  expect(await bot.db.prisma.selfHealExecution.count()).toBe(0)
})

test.each(LOSSY)('over MCP %s are refused too, in words for a model', async (parameters, path, says) => {
  const { bot, token } = await open()
  const message = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'act_request', arguments: anAction() },
  }
  const raw = JSON.stringify({
    ...message,
    params: { ...message.params, arguments: { ...anAction(), parameters: '@' } },
  }).replace('"@"', () => parameters)
  const headers = { accept: 'application/json, text/event-stream' }
  const { status, body } = await bot.request('POST', '/mcp', { token, raw, headers })
  expect(status, JSON.stringify(body)).toBe(200)
  const { content, isError } = body.result as { content: [{ text: string }]; isError: boolean }
  expect(isError).toBe(true)
  expect(JSON.parse(content[0].text)).toMatchObject({
    code: 'bad-input',
    errors: [{ path: `parameters.${path}`, message: expect.stringMatching(says) }],
    what_to_do: expect.stringContaining('errors'),
  })
  expect(await countActions(bot)).toBe(0)
})

test('a field that stands twice is no way to show one thing and to do another', async () => {
  const { bot, send } = await open()
  const twice = JSON.stringify(anAction()).replace(
    '"action":"release"',
    '"action":"touch","action":"release"',
  )
  const answer = await send('/self-heal-actions', twice)
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'action' }] } })
  expect(await countActions(bot)).toBe(0)
})

test('in raw output everything is kept as it came, whatever it is', async () => {
  const { bot, send } = await open()
  const raw = `{"id":1234567890123456789,"n":[7,1e400],"odd":{"__proto__":{"x":1}},"twice":{"a":1,"a":2},"stderr":"fetch failed"}`
  const body = JSON.stringify(anEvent({ raw_command_output: '@' })).replace('"@"', () => raw)
  expect((await send('/worker-repair-events', body)).status).toBe(201)
  const kept = {
    id: '1234567890123456789',
    n: [7, '1e400'],
    odd: '{"__proto__":{"x":1}}',
    twice: '{"a":1,"a":2}',
    stderr: 'fetch failed',
  }
  const { rawCommandOutput } = await bot.db.prisma.workerRepairEvent.findFirstOrThrow()
  const order = (it: unknown) => JSON.stringify(Object.entries(it as object).sort())
  expect(order(rawCommandOutput)).toBe(order(kept))
  const many = JSON.stringify(anEvent({ raw_command_output: '@' })).replace(
    '"@"',
    `[${'1e400,'.repeat(1_001)}0]`,
  )
  expect(await send('/worker-repair-events', many)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'raw_command_output', message: expect.stringContaining('one string') }] },
  })
})

/** Any parameters, as text: with numbers of every size, and odd texts and keys. */
const parameters = fc
  .dictionary(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.oneof(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }).map((it) => JSON.stringify(it)),
    ),
    { maxKeys: 4, noNullPrototype: true },
  )
  .map((it) => `{${Object.entries(it).map(([key, value]) => `${JSON.stringify(key)}:${value}`)}}`)
  .filter((text) => !text.includes('\\u0000'))

test('what was asked for is what is shown, approved and started: one digest from the first to the last', async () => {
  const { bot, send } = await open()
  const louis = await bot.token('louis')
  let n = 0
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(parameters, async (text) => {
      n += 1
      bot.clock.advance({ seconds: 5 })
      const asked = await send('/self-heal-actions', withParameters(anAction({ target: `job ${n}` }), text))
      if (findInexact(text).length > 0) {
        expect(asked.status, text).toBe(400)
        return
      }
      expect(asked.status, said(asked)).toBe(202)
      accepted += 1
      const row = await bot.db.prisma.selfHealAction.findUniqueOrThrow({
        where: { id: String(asked.body.id) },
      })
      expect(row.parameters, text).toEqual(JSON.parse(text))
      const key = encodeURIComponent(String(asked.body.policy_key))
      await bot.request('PATCH', `${API}/worker-policy/${key}`, {
        token: louis,
        body: { status: 'approved', reason: 'seen' },
      })
      const started = await send(`/self-heal-actions/${row.id}/start`, withParameters({}, text))
      expect(started.body, said(started)).toMatchObject({ status: 'running' })
      const { digest } = await bot.db.prisma.selfHealExecution.findUniqueOrThrow({
        where: { actionId: row.id },
      })
      const { digest: approved } = await bot.db.prisma.selfHealGrant.findUniqueOrThrow({
        where: { actionId: row.id },
      })
      expect([digest, approved]).toEqual([row.digest, row.digest])
    }),
    { numRuns: 30 },
  )
  expect(accepted).toBeGreaterThan(5)
})
