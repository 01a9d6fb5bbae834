import { expect, test } from 'vitest'
import { flex, type Json, openScene, postbackButton, type Scene, text } from './scene.ts'

async function withCard(scene: Scene, ...messages: Json[]): Promise<string> {
  const user = await scene.user()
  const sent = await scene.line('POST', '/v2/bot/message/push', { to: user, messages })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  return user
}

const quickReplies = (...labels: string[]): Json => ({
  items: labels.map((label) => ({ type: 'action', action: { type: 'message', label, text: label } })),
})

test('a button is tapped by its label', async () => {
  await using scene = await openScene()
  const user = await withCard(scene, flex(postbackButton('批准', 'yes'), postbackButton('拒絕', 'no')))
  await scene.control('POST', `/users/${user}/tap`, { label: '拒絕' })
  expect(scene.lastEvent()).toMatchObject({ type: 'postback', postback: { data: 'no' } })
})

test('a button is tapped by its number in reading order', async () => {
  await using scene = await openScene()
  const user = await withCard(scene, flex(postbackButton('A', 'a'), postbackButton('B', 'b')))
  await scene.control('POST', `/users/${user}/tap`, { button: 2 })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'b' } })
})

test('a button of a carousel is tapped in its bubble', async () => {
  await using scene = await openScene()
  const bubbles = ['first', 'second'].map((data) => flex(postbackButton('批准', data)).contents)
  const carousel = { type: 'flex', altText: 'two', contents: { type: 'carousel', contents: bubbles } }
  const user = await withCard(scene, carousel)
  await scene.control('POST', `/users/${user}/tap`, { label: '批准', bubble: 2 })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'second' } })
  const { body } = await scene.control<{ items: Json[] }>('GET', `/users/${user}/messages`)
  expect(body.items[0]?.buttons).toMatchObject([{ bubble: 1 }, { bubble: 2 }])
  const missing = await scene.control('POST', `/users/${user}/tap`, { label: '批准', bubble: 3 })
  expect([missing.status, missing.body.error]).toEqual([404, expect.stringContaining('in bubble 3')])
})

test('without a message the newest one with such a button is tapped', async () => {
  await using scene = await openScene()
  const user = await withCard(
    scene,
    flex(postbackButton('A', 'old')),
    flex(postbackButton('A', 'new')),
    text('hi'),
  )
  await scene.control('POST', `/users/${user}/tap`, { label: 'A' })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'new' } })
})

test('a label that is not there gives 404 and the labels that are', async () => {
  await using scene = await openScene()
  const user = await withCard(scene, flex(postbackButton('批准', 'yes')))
  const missing = await scene.control('POST', `/users/${user}/tap`, { label: '同意' })
  expect([missing.status, missing.body.labels]).toEqual([404, ['批准']])
})

test('displayText shows on the phone and is no message event', async () => {
  await using scene = await openScene()
  const user = await withCard(scene, flex(postbackButton('批准', 'yes', { displayText: '我批准' })))
  await scene.control('POST', `/users/${user}/tap`, { label: '批准' })
  expect(scene.received.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['postback'])
  const { body } = await scene.control<{ items: Json[] }>('GET', `/users/${user}/messages`)
  expect(body.items.at(-1)).toMatchObject({ from: 'user', text: '我批准', display_only: true })
})

test('openKeyboard sends the postback and leaves its text in the input of a phone, not of a PC', async () => {
  await using scene = await openScene()
  const keyboard = { inputOption: 'openKeyboard', fillInText: '拒絕原因：' }
  const card = flex(
    postbackButton('寫', 'own', keyboard),
    postbackButton('開', 'open', { inputOption: 'openKeyboard' }),
    postbackButton('批准', 'yes'),
  )
  const user = await withCard(scene, { ...card, quickReply: quickReplies('要') })
  const tap = async (label: string, device?: string) => {
    const { status, body } = await scene.control('POST', `/users/${user}/tap`, { label, device })
    return { status, input: body.input }
  }
  expect(await tap('寫')).toEqual({ status: 200, input: '拒絕原因：' })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'own' } })
  expect(await tap('開')).toEqual({ status: 200, input: '' })
  expect(await tap('批准')).toEqual({ status: 200, input: null })
  expect(await tap('寫', 'pc')).toEqual({ status: 200, input: null })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'own' } })
  expect((await tap('要', 'pc')).status).toBe(404)
  expect((await tap('要')).status).toBe(200)
})

test('quick replies vanish as soon as anybody writes', async () => {
  await using scene = await openScene()
  const user = await withCard(scene, { ...text('?'), quickReply: quickReplies('要') })
  expect((await scene.control('POST', `/users/${user}/tap`, { label: '要' })).status).toBe(200)
  expect(scene.lastEvent()).toMatchObject({ type: 'message', message: { text: '要' } })
  expect((await scene.control('POST', `/users/${user}/tap`, { label: '要' })).status).toBe(404)
})

test('a link is given back and tells the bot nothing', async () => {
  await using scene = await openScene()
  const action = { type: 'uri', label: '看', uri: 'https://example.com/a' }
  const user = await withCard(scene, flex({ type: 'button', action }))
  const { body } = await scene.control('POST', `/users/${user}/tap`, { label: '看' })
  expect(body).toEqual({ action, status: null })
  expect(scene.received).toEqual([])
})

test('a date picker sends the date in params', async () => {
  await using scene = await openScene()
  const action = { type: 'datetimepicker', label: '期限', data: 'due', mode: 'date' }
  const user = await withCard(scene, flex({ type: 'button', action }))
  expect((await scene.control('POST', `/users/${user}/tap`, { label: '期限' })).status).toBe(400)
  await scene.control('POST', `/users/${user}/tap`, { label: '期限', params: { date: '2026-10-20' } })
  expect(scene.lastEvent()).toMatchObject({ postback: { data: 'due', params: { date: '2026-10-20' } } })
})

test('a tap in a group may come without userId', async () => {
  await using scene = await openScene()
  const user = await scene.user()
  const { body: group } = await scene.control('POST', '/groups', { name: 'G', members: [user], silent: true })
  const to = group.group_id
  await scene.line('POST', '/v2/bot/message/push', { to, messages: [flex(postbackButton('批准', 'yes'))] })
  await scene.control('POST', `/users/${user}/tap`, { label: '批准', group_id: to, without_user_id: true })
  expect(scene.lastEvent().source).toEqual({ type: 'group', groupId: to })
})

test('template buttons and tappable boxes are listed with label, data and every visible text', async () => {
  await using scene = await openScene()
  const box = { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: '打開' }] }
  const action = { type: 'postback', data: 'box' }
  const confirm = { type: 'confirm', text: '要嗎？', actions: quickReplies('要', '不要').items }
  const actions = (confirm.actions as { action: Json }[]).map((item) => item.action)
  const template = { type: 'template', altText: 't', template: { ...confirm, actions } }
  const user = await withCard(scene, flex({ ...box, action }), template)
  const { body } = await scene.control<{ items: Json[] }>('GET', `/users/${user}/messages`)
  expect(body.items[0]).toMatchObject({ buttons: [{ n: 1, label: '打開', data: 'box' }], texts: ['打開'] })
  expect(body.items[1]).toMatchObject({ buttons: [{ label: '要' }, { label: '不要' }] })
  expect(body.items[1]?.texts).toEqual(['要嗎？', '要', '不要'])
})
