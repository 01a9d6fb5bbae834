import { expect, test } from 'vitest'
import { type Json, openScene, type Scene } from './scene.ts'

const types = (scene: Scene) => scene.received.flatMap(({ events }) => events.map(({ type }) => type))

test('a new user follows the bot, and blocking and unblocking are told', async () => {
  await using scene = await openScene()
  const { body, status } = await scene.control('POST', '/users', { name: 'Louis' })
  expect([status, body.user_id]).toEqual([201, expect.stringMatching(/^U[0-9a-f]{32}$/)])
  await scene.control('POST', `/users/${body.user_id}/block`)
  await scene.control('POST', `/users/${body.user_id}/unblock`)
  expect(types(scene)).toEqual(['follow', 'unfollow', 'follow'])
  expect(scene.lastEvent()).toMatchObject({ follow: { isUnblocked: true } })
  expect(scene.received[1]?.events[0]).not.toHaveProperty('replyToken')
})

test('a known user id only gets a new name', async () => {
  await using scene = await openScene()
  const user_id = await scene.user('Old')
  const again = await scene.control('POST', '/users', { name: 'New', user_id })
  expect([again.status, again.body]).toEqual([200, { user_id, name: 'New' }])
  const profile = await scene.line('GET', `/v2/bot/profile/${user_id}`)
  expect(profile.body).toEqual({ displayName: 'New', userId: user_id, language: 'zh-TW' })
})

test('a user who has blocked the bot has no profile and cannot write to it', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  await scene.control('POST', `/users/${user}/block`)
  expect((await scene.line('GET', `/v2/bot/profile/${user}`)).status).toBe(404)
  expect((await scene.control('POST', `/users/${user}/text`, { text: 'hi' })).status).toBe(409)
})

test('the bot joins a group, members come and go, and the bot is thrown out', async () => {
  await using scene = await openScene()
  const [louis, mei] = [await scene.user('Louis'), await scene.user('Mei')]
  const { body } = await scene.control('POST', '/groups', { name: 'G', members: [louis] })
  const group_id = body.group_id
  await scene.control('POST', '/groups', { name: 'G', members: [mei], group_id })
  await scene.control('DELETE', `/groups/${group_id}`)
  expect(types(scene)).toEqual(['join', 'memberJoined', 'memberLeft', 'leave'])
  expect((await scene.line('GET', `/v2/bot/group/${group_id}/summary`)).status).toBe(404)
})

test('group endpoints tell name, size and members', async () => {
  await using scene = await openScene()
  const louis = await scene.user()
  const { body } = await scene.control('POST', '/groups', { name: '前線', members: [louis] })
  const base = `/v2/bot/group/${body.group_id}`
  expect((await scene.line('GET', `${base}/summary`)).body).toEqual({
    groupId: body.group_id,
    groupName: '前線',
  })
  expect((await scene.line('GET', `${base}/members/count`)).body).toEqual({ count: 1 })
  expect((await scene.line('GET', `${base}/member/${louis}`)).body).toEqual({
    displayName: 'Louis',
    userId: louis,
  })
  expect((await scene.line('GET', `${base}/members/ids`)).status).toBe(403)
  await scene.line('POST', `${base}/leave`)
  expect(types(scene)).toEqual(['join'])
})

test('a mention of the bot says so, and where', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const { body } = await scene.control('POST', '/groups', { name: 'G', members: [user], silent: true })
  await scene.control('POST', `/users/${user}/text`, {
    text: '待批',
    group_id: body.group_id,
    mention_bot: true,
  })
  expect(scene.lastEvent()).toMatchObject({
    source: { type: 'group', groupId: body.group_id, userId: user },
    message: {
      text: '@Countersign 待批',
      mention: {
        mentionees: [{ index: 0, length: 12, type: 'user', isSelf: true, userId: scene.sim.botUserId }],
      },
    },
  })
})

test('an edit in a group keeps the message id and brings a new reply token', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const { body } = await scene.control('POST', '/groups', { name: 'G', members: [user], silent: true })
  const sent = await scene.control('POST', `/users/${user}/text`, { text: 'a', group_id: body.group_id })
  const before = scene.lastEvent()
  await scene.control('POST', `/users/${user}/edit`, { message_id: sent.body.message_id, text: 'b' })
  const after = scene.lastEvent()
  expect(after).toMatchObject({ type: 'messageEdited', message: { id: sent.body.message_id, text: 'b' } })
  expect(after.replyToken).not.toBe(before.replyToken)
  expect(after.message).not.toHaveProperty('markAsReadToken')
})

test('one-to-one messages cannot be edited, but unsent', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const { body } = await scene.control('POST', `/users/${user}/text`, { text: 'secret' })
  const { message_id } = body
  expect((await scene.control('POST', `/users/${user}/edit`, { message_id, text: 'b' })).status).toBe(400)
  await scene.control('POST', `/users/${user}/unsend`, { message_id })
  expect(scene.lastEvent()).toMatchObject({ type: 'unsend', unsend: { messageId: message_id } })
  const { body: list } = await scene.control<{ items: Json[] }>('GET', `/users/${user}/messages`)
  expect(list.items[0]).toMatchObject({ unsent: true, text: null })
})

test('the loading animation is for users only and ends with the next message', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const start = (chatId: string, loadingSeconds: number) =>
    scene.line('POST', '/v2/bot/chat/loading/start', { chatId, loadingSeconds })
  const loading = async () =>
    (await scene.control<{ items: { loading_ms: number }[] }>('GET', '/users')).body.items[0]?.loading_ms
  expect((await start(user, 20)).status).toBe(202)
  expect(await loading()).toBe(20_000)
  await scene.line('POST', '/v2/bot/message/push', { to: user, messages: [{ type: 'text', text: 'hi' }] })
  expect(await loading()).toBe(0)
  expect((await start(user, 7)).status).toBe(400)
  expect((await start(`C${'0'.repeat(32)}`, 20)).status).toBe(400)
})

test('marking as read marks everything earlier too', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  for (const text of ['a', 'b']) await scene.control('POST', `/users/${user}/text`, { text })
  const { markAsReadToken } = scene.lastEvent().message as Json
  expect((await scene.line('POST', '/v2/bot/chat/markAsRead', { markAsReadToken })).status).toBe(200)
  const { body } = await scene.control<{ items: { read: boolean }[] }>('GET', `/users/${user}/messages`)
  expect(body.items.map(({ read }) => read)).toEqual([true, true])
})
