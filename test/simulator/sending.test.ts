import { expect, test } from 'vitest'
import { openScene, type Scene, text } from './scene.ts'

const NOBODY = `U${'0'.repeat(32)}`

const push = (scene: Scene, to: string, headers: Record<string, string> = {}) =>
  scene.line('POST', '/v2/bot/message/push', { to, messages: [text('hi')] }, headers)

const used = async (scene: Scene) =>
  (await scene.line<{ totalUsage: number }>('GET', '/v2/bot/message/quota/consumption')).body.totalUsage

const messagesOf = async (scene: Scene, userId: string) =>
  (await scene.control<{ items: { via: string | null }[] }>('GET', `/users/${userId}/messages`)).body.items

test('a retry key that was accepted gives 409 with the first request id and message ids', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const headers = { 'x-line-retry-key': crypto.randomUUID() }
  const first = await push(scene, user, headers)
  const second = await push(scene, user, headers)
  expect(second.status).toBe(409)
  expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'))
  expect(second.body).toEqual({ message: 'The retry key is already accepted', ...first.body })
  expect(await messagesOf(scene, user)).toHaveLength(1)
})

test('a retry key is forgotten after a day', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const headers = { 'x-line-retry-key': crypto.randomUUID() }
  await push(scene, user, headers)
  scene.clock.now += 86_400_000
  expect((await push(scene, user, headers)).status).toBe(200)
})

test('a retry key that is no UUID is refused', async () => {
  await using scene = await openScene()
  expect((await push(scene, await scene.user(), { 'x-line-retry-key': 'again' })).status).toBe(400)
})

test('the quota counts people and not message objects, and replies are free', async () => {
  await using scene = await openScene()
  const [louis, mei] = [await scene.user('Louis'), await scene.user('Mei')]
  const group = await scene.control<{ group_id: string }>('POST', '/groups', {
    name: 'G',
    members: [louis, mei],
  })
  await scene.line('POST', '/v2/bot/message/push', { to: louis, messages: [text('a'), text('b')] })
  await push(scene, group.body.group_id)
  await scene.line('POST', '/v2/bot/message/multicast', { to: [louis, mei], messages: [text('c')] })
  const replyToken = await scene.replyToken(louis)
  await scene.line('POST', '/v2/bot/message/reply', { replyToken, messages: [text('d')] })
  expect(await used(scene)).toBe(5)
})

test('over the monthly limit a push gives 429 and nothing arrives', async () => {
  await using scene = await openScene({ quota: 1 })
  const user = await scene.user()
  await push(scene, user)
  const refused = await push(scene, user)
  expect([refused.status, refused.body]).toEqual([429, { message: 'You have reached your monthly limit.' }])
  expect(await messagesOf(scene, user)).toHaveLength(1)
})

test('a new month brings a new quota', async () => {
  await using scene = await openScene({ quota: 1 })
  const user = await scene.user()
  await push(scene, user)
  await scene.control('POST', '/clock', { advance_ms: 31 * 86_400_000 })
  expect((await push(scene, user)).status).toBe(200)
})

test('a push to a user who has blocked the bot gives 200, arrives nowhere and costs nothing', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  await scene.control('POST', `/users/${user}/block`)
  expect((await push(scene, user)).status).toBe(200)
  expect(await messagesOf(scene, user)).toEqual([])
  expect(await used(scene)).toBe(0)
})

test('an unknown user and a group without the bot are refused', async () => {
  await using scene = await openScene()
  const refused = await push(scene, NOBODY)
  expect([refused.status, refused.body]).toEqual([400, { message: 'Failed to send messages' }])
  expect((await push(scene, `C${'0'.repeat(32)}`)).status).toBe(400)
})

test('one malformed id refuses a whole multicast', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const body = { to: [user, 'U1'], messages: [text('hi')] }
  const refused = await scene.line('POST', '/v2/bot/message/multicast', body)
  expect(refused.body.message).toBe(
    'The property, to[1], in the request body is invalid (line: -, column: -)',
  )
  expect(await messagesOf(scene, user)).toEqual([])
})

test('an unknown id in a multicast is neither told nor counted', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const body = { to: [user, NOBODY], messages: [text('hi')] }
  expect((await scene.line('POST', '/v2/bot/message/multicast', body)).status).toBe(200)
  expect(await used(scene)).toBe(1)
})

test('a broadcast reaches every friend', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  await scene.line('POST', '/v2/bot/message/broadcast', { messages: [text('hi')] })
  expect((await messagesOf(scene, user)).map(({ via }) => via)).toEqual(['broadcast'])
})

test('a wrong token gives 401 and every answer has a request id', async () => {
  await using scene = await openScene()
  const refused = await scene.line('GET', '/v2/bot/info', undefined, { authorization: 'Bearer wrong' })
  expect(refused.status).toBe(401)
  expect(refused.headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a body over 2 MB gives 413 and an unknown path 404, both with a request id', async () => {
  await using scene = await openScene()
  const huge = await scene.line('POST', '/v2/bot/message/push', { messages: 'x'.repeat(2 * 1024 * 1024) })
  const lost = await scene.line('POST', '/v2/bot/message/push/')
  expect([huge.status, lost.status]).toEqual([413, 404])
  expect(huge.headers.has('x-line-request-id') && lost.headers.has('x-line-request-id')).toBe(true)
})

test('a body that is no JSON object is refused in the shape of LINE', async () => {
  await using scene = await openScene()
  const response = await fetch(`${scene.sim.url}/v2/bot/message/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${scene.sim.token}`, 'content-type': 'application/json' },
    body: '{',
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toHaveProperty('message')
})

test('delivery counts are ready on the day after', async () => {
  await using scene = await openScene()
  await push(scene, await scene.user())
  const path = '/v2/bot/message/delivery/push?date=20261012'
  expect((await scene.line('GET', path)).body).toEqual({ status: 'unready' })
  scene.clock.now += 86_400_000
  expect((await scene.line('GET', path)).body).toEqual({ status: 'ready', success: 1 })
})

test('a mention reaches only members of the group', async () => {
  await using scene = await openScene()
  const [louis, mei] = [await scene.user('Louis'), await scene.user('Mei')]
  const group = await scene.control<{ group_id: string }>('POST', '/groups', { name: 'G', members: [louis] })
  const mention = (userId: string) => ({
    type: 'textV2',
    text: 'Hi {who}',
    substitution: { who: { type: 'mention', mentionee: { type: 'user', userId } } },
  })
  const to = group.body.group_id
  expect((await scene.line('POST', '/v2/bot/message/push', { to, messages: [mention(louis)] })).status).toBe(
    200,
  )
  expect((await scene.line('POST', '/v2/bot/message/push', { to, messages: [mention(mei)] })).status).toBe(
    400,
  )
})
