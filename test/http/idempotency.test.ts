import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anEvent } from '../support/given.ts'
import { openApi, said } from '../support/reports.ts'

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
