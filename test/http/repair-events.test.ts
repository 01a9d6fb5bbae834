import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { revokeToken } from '../../src/domain/tokens/use.ts'
import { type Answer, type Bot, type RequestOptions, startBot } from '../support/bot.ts'
import { anEvent } from '../support/given.ts'

const PATH = '/api/pls/worker-repair-events'
const MEGABYTE = 'x'.repeat(1_000_000)

async function openApi() {
  const bot = await startBot()
  const token = await bot.token('worker')
  const send = (options: RequestOptions) => bot.request('POST', PATH, { token, ...options })
  return { bot, token, send, kept: () => bot.db.prisma.workerRepairEvent.count() }
}

const said = ({ status, body }: Answer) => `${status} ${JSON.stringify(body)}`

/** Each place, with values that do not belong there. */
const BAD_FIELDS: Record<string, unknown[]> = {
  job_id: [undefined, null, '', 17, {}, 'job-1', `${randomUUID()}\u0000`, '\ud800', MEGABYTE],
  worker_id: [undefined, null, '', ' \n ', 17, [], 'a\u0000b', 'half \ud83d', 'x'.repeat(201), MEGABYTE],
  event_type: [undefined, null, '', 1, 'exploded', 'fetch_failed\u0000', ['fetch_failed'], MEGABYTE],
  phase: [undefined, null, '', '\t', true, 'a\u0000', '\udc00', 'x'.repeat(101), MEGABYTE],
  raw_command_output: [undefined, null, 'a\u0000', { a: ['\ud800'] }, { 'k\u0000': 1 }, MEGABYTE],
  repair_action: [undefined, null, '', '  ', 1.5, 'a\u0000', '\ud83d', 'x'.repeat(2_001), MEGABYTE],
  occurred_at: [null, '', 0, 'yesterday', '2026-11-22', '2026-11-22T09:30:00', '2026-13-01T00:00:00Z'].concat(
    ['1999-12-31T00:00:00Z', '+012026-01-01T00:00:00Z', `2026-11-22T09:30:00Z\u0000`, MEGABYTE] as never[],
  ),
}

test('every field that is missing, of the wrong type, out of range or not storable is refused by its path', async () => {
  const { send, kept } = await openApi()
  for (const [path, values] of Object.entries(BAD_FIELDS)) {
    for (const value of values) {
      const answer = await send({ body: anEvent({ [path]: value }) })
      const what = `${path} = ${String(JSON.stringify(value)).slice(0, 60)}`
      expect.soft(answer.status, `${what}: ${said(answer).slice(0, 300)}`).toBe(400)
      expect.soft(answer.body.code, what).toBe('bad-input')
      const errors = (answer.body.errors ?? []) as { path: string; message: string }[]
      expect.soft(errors.length, what).toBeGreaterThan(0)
      for (const it of errors) {
        expect.soft(it.path, what).toBe(path)
        expect.soft(it.message, what).toMatch(/\S/)
      }
    }
  }
  expect(await kept()).toBe(0)
})

test('several wrong fields are all named in one answer', async () => {
  const { send } = await openApi()
  const { body } = await send({ body: { ...anEvent(), job_id: 'x', phase: '', event_type: undefined } })
  expect((body.errors as { path: string }[]).map((it) => it.path).sort()).toEqual([
    'event_type',
    'job_id',
    'phase',
  ])
})

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const eventWith = (raw: string) =>
  JSON.stringify(anEvent({ raw_command_output: 0 })).replace(
    '"raw_command_output":0',
    `"raw_command_output":${raw}`,
  )

const BROKEN: [what: string, raw: string | Uint8Array<ArrayBuffer>][] = [
  ['nothing', ''],
  ['half an object', '{"job_id": '],
  ['a trailing comma', '{"job_id": "x",}'],
  ['two values', '{} {}'],
  ['null', 'null'],
  ['an array', '[]'],
  ['an array with an event in it', JSON.stringify([anEvent()])],
  ['a string', '"hello"'],
  ['a number', '17'],
  ['an empty object', '{}'],
  ['UTF-16', new Uint8Array(Buffer.from(JSON.stringify(anEvent()), 'utf16le'))],
  ['a byte that is no UTF-8', new Uint8Array([...Buffer.from('{"phase": "'), 0xff, ...Buffer.from('"}')])],
  ['a cut UTF-8 sequence', new Uint8Array([...Buffer.from('{"phase": "'), 0xe4, 0xbd, ...Buffer.from('"}')])],
  ['output nested 100 deep', eventWith(nested(100))],
  ['output nested 200,000 deep', eventWith(nested(200_000))],
  ['objects nested 100,000 deep', eventWith('{"a":'.repeat(100_000) + 1 + '}'.repeat(100_000))],
  ['a body nested 500,000 deep', nested(500_000)],
]

test('a body that is no JSON object, or is not readable at all, is bad input', async () => {
  const { send, kept } = await openApi()
  for (const [what, raw] of BROKEN) {
    const answer = await send({ raw })
    expect.soft(answer.status, `${what}: ${said(answer).slice(0, 300)}`).toBe(400)
    expect.soft(answer.body.errors, what).toContainEqual({
      path: expect.any(String),
      message: expect.stringMatching(/\S/),
    })
  }
  expect(await kept()).toBe(0)
  expect((await send({ body: anEvent() })).status).toBe(201)
})

test.each([
  ['text/plain'],
  ['application/x-www-form-urlencoded'],
  ['application/jsonx'],
  ['application/json; charset=big5'],
  ['application/json; charset=utf-16'],
  [''],
])('the content type "%s" is refused with 415', async (type) => {
  const { send } = await openApi()
  const answer = await send({ body: anEvent(), headers: { 'content-type': type } })
  expect(answer.status, said(answer)).toBe(415)
  expect(answer.body.code).toBe('wrong-media-type')
})

test.each([
  ['application/json; charset="utf-8"'],
  ['application/json;charset=UTF-8'],
  ['application/vnd.pls+json'],
])('the content type %s is JSON', async (type) => {
  const { send } = await openApi()
  const answer = await send({ body: anEvent(), headers: { 'content-type': type } })
  expect(answer.status, said(answer)).toBe(201)
})

test('a body over 1 MiB is refused with 413, and one just under it is read', async () => {
  const { send } = await openApi()
  const big = await send({ body: anEvent({ raw_command_output: 'x'.repeat(1024 * 1024) }) })
  expect(big.status, said(big)).toBe(413)
  expect(big.body.code).toBe('too-large')
  // Spaces around JSON count as bytes, not as output.
  const padded = JSON.stringify(anEvent())
  expect((await send({ raw: padded + ' '.repeat(1024 * 1024 - padded.length) })).status).toBe(201)
  expect((await send({ raw: padded + ' '.repeat(1024 * 1024 - padded.length + 1) })).status).toBe(413)
})

/** Sends a chunked request without any content-length, and gives back what the server answered. */
async function sendChunked(bot: Bot, token: string, chunks: number): Promise<string> {
  const { hostname, port } = new URL(bot.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('close', () => resolve()).on('error', () => {})
  socket.write(`POST ${PATH} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n`)
  socket.write('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n')
  for (let n = 0; n < chunks; n += 1) socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`)
  socket.write('0\r\n\r\n')
  await promise
  return answer
}

test('a chunked body over 1 MiB is refused although no header says how long it is', async () => {
  const { bot, token } = await openApi()
  expect(await sendChunked(bot, token, 17)).toMatch(/^HTTP\/1.1 413 /)
  expect(await sendChunked(bot, token, 1)).toMatch(/^HTTP\/1.1 400 /)
})

test('output of the longest length that is allowed is kept as it was sent', async () => {
  const { bot, send } = await openApi()
  const output = '錯誤😀'.repeat(120_000)
  const answer = await send({ body: anEvent({ raw_command_output: { stderr: output } }) })
  // 480,000 units of text, 1.2 million bytes: over the limit of the body.
  expect(answer.status).toBe(413)
  const fitting = output.slice(0, 300_001)
  const kept = await send({ body: anEvent({ raw_command_output: { stderr: fitting.toWellFormed() } }) })
  expect(kept.status, said(kept).slice(0, 300)).toBe(201)
  const row = await bot.db.prisma.workerRepairEvent.findUniqueOrThrow({ where: { id: String(kept.body.id) } })
  expect(row.rawCommandOutput).toEqual({ stderr: fitting.toWellFormed() })
})

test('text in any language is kept, wherever our own limits cut it', async () => {
  const { bot, send } = await openApi()
  for (const offset of [0, 1]) {
    const body = anEvent({
      worker_id: '工人-🤖',
      phase: `${'x'.repeat(58 + offset)}𠮷𠮷`,
      raw_command_output: 'a'.repeat(offset) + '😀'.repeat(5_000),
      repair_action: `重試一次 ${'🔁'.repeat(500)}`,
    })
    const first = await send({ body })
    expect(first.status, said(first)).toBe(201)
    const second = await send({ body })
    expect(second.status, said(second)).toBe(201)
    expect(second.body).toMatchObject({ occurrences: 2, fingerprint: first.body.fingerprint })
    expect((second.body.proposal as { policy_key: string }).policy_key.isWellFormed()).toBe(true)
    const row = await bot.db.prisma.workerRepairEvent.findUniqueOrThrow({
      where: { id: String(second.body.id) },
    })
    expect(row).toMatchObject({
      workerId: body.worker_id,
      phase: body.phase,
      repairAction: body.repair_action,
    })
  }
})

test.each([
  ['null in an object', { stderr: null, exit_code: 1 }],
  ['an empty text', ''],
  ['a number', 56],
  ['false', false],
  ['an empty list', []],
  ['keys that objects have by themselves', { constructor: 1, toString: { x: 2 } }],
  ['a number too large for JSON', 1e308],
])('output may be any JSON: %s', async (_, output) => {
  const { bot, send } = await openApi()
  const answer = await send({ body: anEvent({ raw_command_output: output }) })
  expect(answer.status, said(answer)).toBe(201)
  const { rows } = await bot.db.pool.query('select raw_command_output::text as raw from worker_repair_events')
  expect(JSON.parse(rows[0].raw)).toEqual(output)
})

test.each([
  ['2026-11-22T09:30:00+08:00', '2026-11-22T01:30:00.000Z'],
  ['2026-11-22T09:30:00Z', '2026-11-22T09:30:00.000Z'],
  ['2026-11-21T20:30:00.123-05:00', '2026-11-22T01:30:00.123Z'],
  ['2026-11-22T07:00:00+05:30', '2026-11-22T01:30:00.000Z'],
])('the time %s is understood as %s', async (given, utc) => {
  const { bot, send } = await openApi()
  const answer = await send({ body: anEvent({ occurred_at: given }) })
  expect(answer.status, said(answer)).toBe(201)
  const row = await bot.db.prisma.workerRepairEvent.findFirstOrThrow()
  expect(row.occurredAt.toISOString()).toBe(utc)
})

test('without a token, or with one that is malformed, unknown or revoked, nobody reports', async () => {
  const { bot, kept } = await openApi()
  const { id, token } = await bot.tokenWithId('worker')
  const send = (authorization: string | undefined) =>
    bot.request('POST', PATH, { body: anEvent(), headers: authorization ? { authorization } : {} })
  const bad = [
    undefined,
    token,
    `Basic ${token}`,
    'Bearer',
    'Bearer  ',
    `Bearer ${token} x`,
    'Bearer cs_unknown',
  ]
  for (const header of bad) {
    const answer = await send(header)
    expect.soft(answer.status, `${header?.slice(0, 10)}: ${said(answer)}`).toBe(401)
    expect.soft(answer.body.code).toMatch(/^(no|unknown)-token$/)
  }
  expect((await send(`bearer ${token}`)).status).toBe(201)
  await revokeToken(bot.ctx, id)
  expect((await send(`Bearer ${token}`)).body).toMatchObject({ status: 401, code: 'unknown-token' })
  expect(await kept()).toBe(1)
})

test.each(['pool_owner', 'pls_owner', 'louis', 'ops'] as const)(
  'a token of the role %s reports nothing',
  async (role) => {
    const { bot, kept } = await openApi()
    const answer = await bot.request('POST', PATH, { token: await bot.token(role), body: anEvent() })
    expect(answer.status, said(answer)).toBe(403)
    expect(answer.body.code).toBe('wrong-role')
    expect(await kept()).toBe(0)
  },
)

test('a token of one worker does not speak for another', async () => {
  const { bot } = await openApi()
  const token = await bot.token('worker', 'codex-02')
  const send = (worker_id: string) => bot.request('POST', PATH, { token, body: anEvent({ worker_id }) })
  expect((await send('codex-01')).body).toMatchObject({ status: 403, code: 'wrong-role' })
  expect((await send('codex-02')).status).toBe(201)
})

test('the same Idempotency-Key and body give the same answer and one row', async () => {
  const { send, kept } = await openApi()
  const body = anEvent()
  const headers = { 'idempotency-key': 'try 1' }
  const first = await send({ body, headers })
  expect(first.status, said(first)).toBe(201)
  expect(await send({ body, headers })).toMatchObject({ status: 201, body: first.body })
  expect(await kept()).toBe(1)
})

test('twenty at once with one Idempotency-Key leave one row, and all get its answer', async () => {
  const { send, kept } = await openApi()
  const body = anEvent()
  const headers = { 'idempotency-key': randomUUID() }
  const answers = await Promise.all(Array.from({ length: 20 }, () => send({ body, headers })))
  expect(new Set(answers.map((it) => said(it))).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 201, body: { occurrences: 1 } })
  expect(await kept()).toBe(1)
})

test('an Idempotency-Key that was used for another body is refused with 422', async () => {
  const { send, kept } = await openApi()
  const headers = { 'idempotency-key': 'k' }
  await send({ body: anEvent(), headers })
  const answer = await send({ body: anEvent(), headers })
  expect(answer.status, said(answer)).toBe(422)
  expect(answer.body.code).toBe('idempotency-key-reused')
  expect(await kept()).toBe(1)
})

test("another token's equal Idempotency-Key is its own", async () => {
  const { bot, send, kept } = await openApi()
  const body = anEvent()
  const headers = { 'idempotency-key': 'k' }
  const mine = await send({ body, headers })
  const other = await send({ body, headers, token: await bot.token('worker') })
  expect(other.status).toBe(201)
  expect(other.body.id).not.toBe(mine.body.id)
  expect(await kept()).toBe(2)
})

test('a request that was refused does not use its Idempotency-Key up', async () => {
  const { send } = await openApi()
  const headers = { 'idempotency-key': 'k' }
  expect((await send({ body: anEvent({ phase: '' }), headers })).status).toBe(400)
  expect((await send({ body: anEvent(), headers })).status).toBe(201)
})

test.each([[''], ['x'.repeat(256)], ['ключ']])('the Idempotency-Key "%s" is bad input', async (key) => {
  const { send } = await openApi()
  const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') }
  const answer = await send({ body: anEvent(), headers })
  expect(answer.status, said(answer)).toBe(400)
})

test('an error is problem+json with code, detail and the request id of the header', async () => {
  const { bot } = await openApi()
  const { status, headers, body } = await bot.request('POST', PATH, { body: anEvent() })
  expect(status).toBe(401)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(body).toEqual({
    type: expect.stringMatching(/no-token$/),
    title: 'Unauthorized',
    status: 401,
    code: 'no-token',
    detail: expect.stringMatching(/Bearer/),
    request_id: headers.get('x-request-id'),
  })
})

test('an address that is not there, or another method, is a problem of its own', async () => {
  const { bot, token } = await openApi()
  for (const [method, path] of [
    ['POST', '/api/pls/worker-repair-event'],
    ['DELETE', PATH],
    ['GET', '/nowhere'],
  ] as const) {
    const answer = await bot.request(method, path, { token })
    expect(answer.status, said(answer)).toBe(404)
    expect(answer.body.code).toBe('not-found')
  }
})
