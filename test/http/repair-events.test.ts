import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Bot } from '../support/bot.ts'
import { anEvent } from '../support/given.ts'
import { openApi, PATH, said } from '../support/reports.ts'

const MEGABYTE = 'x'.repeat(1_000_000)

/** Each place, with values that do not belong there. */
const BAD_FIELDS: Record<string, unknown[]> = {
  job_id: [undefined, null, '', 17, {}, 'job-1', `${randomUUID()}\u0000`, '\ud800', MEGABYTE],
  worker_id: [undefined, null, '', ' \n ', 17, [], 'a\u0000b', 'half \ud83d', 'x'.repeat(201), MEGABYTE],
  event_type: [undefined, null, '', 1, 'exploded', 'fetch_failed\u0000', ['fetch_failed'], MEGABYTE],
  phase: [undefined, null, '', '\t', true, 'a\u0000', '\udc00', 'x'.repeat(101), MEGABYTE],
  raw_command_output: [undefined, null, 'a\u0000', { a: ['\ud800'] }, { 'k\u0000': 1 }, MEGABYTE],
  repair_action: [undefined, null, '', '  ', 1.5, 'a\u0000', '\ud83d', 'x'.repeat(2_001), MEGABYTE],
  occurred_at: ['', 0, 'yesterday', '2026-11-22', '2026-11-22T09:30:00', '2026-13-01T00:00:00Z'].concat([
    '1999-12-31T00:00:00Z',
    '+012026-01-01T00:00:00Z',
    `2026-11-22T09:30:00Z\u0000`,
    MEGABYTE,
  ] as never[]),
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
