import { validateSignature } from '@line/bot-sdk'
import { expect, test } from 'vitest'
import { escapedJson, signBody } from '../../src/simulator/webhooks/sign.ts'
import { openScene } from './scene.ts'

test('a body is signed as in the published example', () => {
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
  expect(signBody('8c570fa6dd201bb328f1c1eac23a96d8', body)).toBe(
    'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
  )
})

test('every character outside ASCII is escaped', () => {
  const json = escapedJson({ text: '批准 🤨' })
  expect(json).toBe('{"text":"\\u6279\\u51C6 \\uD83E\\uDD28"}')
  expect(JSON.parse(json)).toEqual({ text: '批准 🤨' })
})

test('the bot gets ASCII bytes that the SDK finds properly signed', async () => {
  await using scene = await openScene()
  await scene.control('POST', `/users/${await scene.user()}/text`, { text: '待批 🤨' })
  const [{ raw, headers } = { raw: '', headers: {} as NodeJS.Dict<string | string[]> }] = scene.received
  expect(raw).toMatch(/^[\x20-\x7e]+$/)
  expect(validateSignature(raw, scene.sim.secret, String(headers['x-line-signature']))).toBe(true)
  expect(JSON.parse(raw)).toMatchObject({ destination: scene.sim.botUserId })
})

test('a text event has the common properties of LINE', async () => {
  await using scene = await openScene()
  const userId = await scene.user()
  await scene.control('POST', `/users/${userId}/text`, { text: 'hi' })
  expect(scene.lastEvent()).toMatchObject({
    type: 'message',
    mode: 'active',
    timestamp: scene.clock.now,
    source: { type: 'user', userId },
    webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    deliveryContext: { isRedelivery: false },
    replyToken: expect.any(String),
    message: {
      type: 'text',
      text: 'hi',
      id: expect.stringMatching(/^\d{18}$/),
      quoteToken: expect.any(String),
    },
  })
})

test('an event that failed is redelivered with the same ids until the bot takes it', async () => {
  await using scene = await openScene()
  await scene.control('PUT', '/settings', { redelivery: [60_000, 60_000] })
  const user = await scene.user()
  scene.bot.status = 500
  await scene.control('POST', `/users/${user}/text`, { text: 'hi' })
  scene.bot.status = 200
  await scene.control('POST', '/clock', { advance_ms: 60_000 })
  await scene.sim.idle()
  const [first, again, more] = scene.received.map(({ events }) => events[0] ?? {})
  expect(again).toEqual({ ...first, deliveryContext: { isRedelivery: true } })
  expect(more).toBeUndefined()
})

test('an event that failed is lost when redelivery is off', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  scene.bot.status = 500
  const { body } = await scene.control('POST', `/users/${user}/text`, { text: 'hi' })
  expect(body.status).toBe(500)
  await scene.sim.idle()
  expect(scene.received).toHaveLength(1)
})

test('a bot that does not answer in time is written down as a timeout', async () => {
  await using silent = await openScene({ webhookTimeoutMs: 30 })
  silent.bot.status = null
  const { body } = await silent.control('POST', `/users/${await silent.user()}/text`, { text: 'hi' })
  expect(body.status).toBeNull()
  const log = await silent.control<{ items: { error: string }[] }>('GET', '/webhooks')
  expect(log.body.items.at(-1)?.error).toBe('request_timeout')
})

test('raw and forged webhooks go out exactly as told', async () => {
  await using scene = await openScene()
  await scene.control('POST', '/webhook', { raw: '{"events": [ ]}', signature: 'forged', count: 3 })
  expect(scene.received.map(({ raw }) => raw)).toEqual(Array.from({ length: 3 }, () => '{"events": [ ]}'))
  expect(scene.received[0]?.headers['x-line-signature']).toBe('forged')
  await scene.control('POST', '/webhook', { events: [], signature: null })
  expect(scene.received[3]?.headers['x-line-signature']).toBeUndefined()
})

test("LINE's own webhook test sends no events and tells the status", async () => {
  await using scene = await openScene()
  const { body } = await scene.line('POST', '/v2/bot/channel/webhook/test', {})
  expect(body).toMatchObject({ success: true, statusCode: 200 })
  expect(JSON.parse(scene.received[0]?.raw ?? '')).toEqual({ destination: scene.sim.botUserId, events: [] })
})

test('a webhook address must be HTTPS or on this machine', async () => {
  await using scene = await openScene()
  const path = '/v2/bot/channel/webhook/endpoint'
  expect((await scene.line('PUT', path, { endpoint: 'http://example.com/hook' })).status).toBe(400)
  expect((await scene.line('PUT', path, { endpoint: 'https://example.com/hook' })).status).toBe(200)
  expect((await scene.line('GET', path)).body).toEqual({ endpoint: 'https://example.com/hook', active: true })
})
