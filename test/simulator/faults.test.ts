import { expect, test } from 'vitest'
import { openScene, type Scene, text } from './scene.ts'

const PUSH = '/v2/bot/message/push'

async function planned(scene: Scene, kind: string): Promise<string> {
  const user = await scene.user()
  await scene.control('POST', '/faults', { path: PUSH, kind })
  return user
}

const push = (scene: Scene, to: string) => scene.line('POST', PUSH, { to, messages: [text('hi')] })

const arrived = async (scene: Scene, user: string) =>
  (await scene.control<{ items: unknown[] }>('GET', `/users/${user}/messages`)).body.items.length

test.each([
  ['500-before', 500, 0],
  ['500-after', 500, 1],
  ['401', 401, 0],
  ['429-rate', 429, 0],
])('the fault %s answers %i and delivers %i messages', async (kind, status, count) => {
  await using scene = await openScene()
  const user = await planned(scene, kind)
  expect((await push(scene, user)).status).toBe(status)
  expect(await arrived(scene, user)).toBe(count)
})

test.each([
  ['hang-before', 0],
  ['hang-after', 1],
])('the fault %s leaves the client waiting and delivers %i messages', async (kind, count) => {
  await using scene = await openScene()
  const user = await planned(scene, kind)
  const answer = fetch(scene.sim.url + PUSH, {
    method: 'POST',
    headers: { authorization: `Bearer ${scene.sim.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: user, messages: [text('hi')] }),
    signal: AbortSignal.timeout(150),
  })
  await expect(answer).rejects.toThrow(/timeout/i)
  expect(await arrived(scene, user)).toBe(count)
})

test('the fault reset-after cuts the connection after LINE has taken the message', async () => {
  await using scene = await openScene()
  const user = await planned(scene, 'reset-after')
  await expect(push(scene, user)).rejects.toThrow('fetch failed')
  expect(await arrived(scene, user)).toBe(1)
})

test('the call log tells the status that the client saw, and which fault it was', async () => {
  await using scene = await openScene()
  await push(scene, await planned(scene, '500-after'))
  const { body } = await scene.control<{ items: { status: number; fault: string }[] }>('GET', '/calls')
  expect(body.items).toMatchObject([{ path: PUSH, status: 500, fault: '500-after', messages: [text('hi')] }])
})

test('a fault is used up after its times, and the next call is served', async () => {
  await using scene = await openScene()
  const user = await planned(scene, '500-before')
  await push(scene, user)
  expect((await push(scene, user)).status).toBe(200)
})

test('planned faults can be called off', async () => {
  await using scene = await openScene()
  const user = await planned(scene, '500-before')
  await scene.control('DELETE', '/faults')
  expect((await push(scene, user)).status).toBe(200)
})
