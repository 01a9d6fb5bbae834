import { channelAccessToken, HTTPFetchError, messagingApi } from '@line/bot-sdk'
import { expect, test } from 'vitest'
import { openScene, type Scene } from './scene.ts'

const clientOf = (scene: Scene, token = scene.sim.token) =>
  new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: scene.sim.url })

test('the SDK pushes, and gets 409 as an error for the same retry key', async () => {
  await using scene = await openScene()
  const client = clientOf(scene)
  const [to, key] = [await scene.user(), crypto.randomUUID()]
  const messages: messagingApi.TextMessage[] = [{ type: 'text', text: 'hi' }]
  const sent = await client.pushMessage({ to, messages }, key)
  expect(sent.sentMessages).toHaveLength(1)
  const again = await client.pushMessage({ to, messages }, key).catch((error: unknown) => error)
  expect(again).toBeInstanceOf(HTTPFetchError)
  expect(again).toMatchObject({ status: 409 })
})

test('the SDK replies, validates and reads profile, quota and bot info', async () => {
  await using scene = await openScene()
  const client = clientOf(scene)
  const user = await scene.user()
  const messages: messagingApi.TextMessage[] = [{ type: 'text', text: 'hi' }]
  await client.replyMessage({ replyToken: await scene.replyToken(user), messages })
  await client.validatePush({ messages })
  await client.showLoadingAnimation({ chatId: user, loadingSeconds: 5 })
  expect(await client.getProfile(user)).toMatchObject({ displayName: 'Louis' })
  expect(await client.getMessageQuota()).toEqual({ type: 'limited', value: 200 })
  expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 0 })
  expect(await client.getBotInfo()).toMatchObject({ userId: scene.sim.botUserId, basicId: '@000simul' })
})

test('a stateless token from the SDK works for 15 minutes', async () => {
  await using scene = await openScene()
  const issuer = new channelAccessToken.ChannelAccessTokenClient({ baseURL: scene.sim.url })
  const { channelId, secret } = scene.sim
  const issued = await issuer.issueStatelessChannelTokenByClientSecret(channelId, secret)
  expect(issued.expires_in).toBe(900)
  const client = clientOf(scene, issued.access_token)
  expect(await client.getBotInfo()).toHaveProperty('userId')
  scene.clock.now += 900_000
  await expect(client.getBotInfo()).rejects.toMatchObject({ status: 401 })
})

test('a wrong channel secret gets no token', async () => {
  await using scene = await openScene()
  const issuer = new channelAccessToken.ChannelAccessTokenClient({ baseURL: scene.sim.url })
  const wrong = issuer.issueStatelessChannelTokenByClientSecret(scene.sim.channelId, 'wrong')
  await expect(wrong).rejects.toMatchObject({ status: 400 })
})

test('the SDK makes a rich menu, gives it a picture and shows it to everybody', async () => {
  await using scene = await openScene()
  const client = clientOf(scene)
  const blobs = new messagingApi.MessagingApiBlobClient({
    channelAccessToken: scene.sim.token,
    baseURL: scene.sim.url,
  })
  const user = await scene.user()
  const { richMenuId } = await client.createRichMenu({
    size: { width: 1200, height: 400 },
    selected: true,
    name: 'main',
    chatBarText: '選單',
    areas: [
      {
        bounds: { x: 0, y: 0, width: 600, height: 400 },
        action: { type: 'message', label: '待批', text: '待批' },
      },
    ],
  })
  await expect(client.setDefaultRichMenu(richMenuId)).rejects.toMatchObject({ status: 400 })
  await blobs.setRichMenuImage(richMenuId, new Blob([pngHeader(1200, 400)], { type: 'image/png' }))
  await client.setDefaultRichMenu(richMenuId)
  expect(await client.getDefaultRichMenuId()).toEqual({ richMenuId })
  await scene.control('POST', `/users/${user}/richmenu`, { area: 1 })
  expect(scene.lastEvent()).toMatchObject({ type: 'message', message: { text: '待批' } })
  await client.deleteRichMenu(richMenuId)
  expect((await client.getRichMenuList()).richmenus).toEqual([])
})

test('a rich menu switch changes the tab and tells the bot', async () => {
  await using scene = await openScene()
  const client = clientOf(scene)
  const blobs = new messagingApi.MessagingApiBlobClient({
    channelAccessToken: scene.sim.token,
    baseURL: scene.sim.url,
  })
  const user = await scene.user()
  const action: messagingApi.RichMenuSwitchAction = {
    type: 'richmenuswitch',
    richMenuAliasId: 'second',
    data: 'tab',
  }
  const menu: messagingApi.RichMenuRequest = {
    size: { width: 1200, height: 400 },
    selected: true,
    name: 'main',
    chatBarText: '選單',
    areas: [{ bounds: { x: 0, y: 0, width: 600, height: 400 }, action }],
  }
  const ids = [await client.createRichMenu(menu), await client.createRichMenu(menu)].map(
    (made) => made.richMenuId,
  )
  for (const id of ids)
    await blobs.setRichMenuImage(id, new Blob([pngHeader(1200, 400)], { type: 'image/png' }))
  const [first = '', second = ''] = ids
  await client.createRichMenuAlias({ richMenuAliasId: 'second', richMenuId: second })
  await client.linkRichMenuIdToUser(user, first)
  await scene.control('POST', `/users/${user}/richmenu`, { area: 1 })
  const params = { newRichMenuAliasId: 'second', status: 'SUCCESS' }
  expect(scene.lastEvent()).toMatchObject({ type: 'postback', postback: { data: 'tab', params } })
  expect(await client.getRichMenuIdOfUser(user)).toEqual({ richMenuId: second })
})

/** The beginning of a PNG, which is all that says how large it is. */
function pngHeader(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return bytes
}
