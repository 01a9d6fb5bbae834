import { expect, test } from 'vitest'
import { openScene, type Scene, text } from './scene.ts'

const reply = (scene: Scene, replyToken: string) =>
  scene.line('POST', '/v2/bot/message/reply', { replyToken, messages: [text('hi')] })

test('a reply token works once', async () => {
  await using scene = await openScene()
  const token = await scene.replyToken(await scene.user())
  expect((await reply(scene, token)).status).toBe(200)
  const second = await reply(scene, token)
  expect([second.status, second.body]).toEqual([400, { message: 'Invalid reply token' }])
})

test('a reply token dies a minute after the webhook', async () => {
  await using scene = await openScene()
  const token = await scene.replyToken(await scene.user())
  scene.clock.now += 60_001
  expect((await reply(scene, token)).status).toBe(400)
})

test('a redelivered event gives its reply token another minute', async () => {
  await using scene = await openScene()
  const token = await scene.replyToken(await scene.user())
  scene.clock.now += 120_000
  await scene.control('POST', '/webhook/redeliver', { webhook_event_id: scene.lastEvent().webhookEventId })
  scene.clock.now += 59_000
  expect((await reply(scene, token)).status).toBe(200)
})

test('no redelivery revives a reply token more than 20 minutes after the event', async () => {
  await using scene = await openScene()
  const token = await scene.replyToken(await scene.user())
  scene.clock.now += 20 * 60_000 + 1
  await scene.control('POST', '/webhook/redeliver', { webhook_event_id: scene.lastEvent().webhookEventId })
  expect((await reply(scene, token)).status).toBe(400)
})

test('a refused message leaves the reply token usable', async () => {
  await using scene = await openScene()
  const token = await scene.replyToken(await scene.user())
  const bad = { replyToken: token, messages: [text('')] }
  expect((await scene.line('POST', '/v2/bot/message/reply', bad)).status).toBe(400)
  expect((await reply(scene, token)).status).toBe(200)
})

test('a retry key on a reply is refused', async () => {
  await using scene = await openScene()
  const replyToken = await scene.replyToken(await scene.user())
  const headers = { 'x-line-retry-key': crypto.randomUUID() }
  const body = { replyToken, messages: [text('hi')] }
  expect((await scene.line('POST', '/v2/bot/message/reply', body, headers)).status).toBe(400)
})
