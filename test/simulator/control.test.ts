import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { ExtraButton } from '../../src/simulator/platform.ts'
import { openScene, type Scene, text } from './scene.ts'

/** A request with a Host header of one's own, which fetch does not allow. */
function statusOf(scene: Scene, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(scene.sim.url)
    request({ port, host: '127.0.0.1', path: '/_sim/state', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

test.each<[string, Record<string, string>]>([
  ['another host name', { host: 'evil.example' }],
  ['another origin', { origin: 'http://evil.example' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
])('%s is kept out of /_sim', async (_name, headers) => {
  await using scene = await openScene()
  expect(await statusOf(scene, headers)).toBe(403)
})

test('the page itself is let into /_sim', async () => {
  await using scene = await openScene()
  expect(await statusOf(scene, { origin: scene.sim.url, 'sec-fetch-site': 'same-origin' })).toBe(200)
})

test.each<[string, string, unknown, string]>([
  ['POST', '/users', {}, 'name'],
  ['POST', '/users', { name: 'A', user_id: 'x' }, 'user_id'],
  ['POST', '/users', { name: 'A', nmae: 'B' }, 'nmae'],
  ['POST', '/faults', { path: '/x', kind: 'boom' }, 'kind'],
  ['PUT', '/settings', { quota: -1 }, 'quota'],
  ['POST', '/clock', {}, 'advance_ms'],
])('%s %s with %j is refused and says what to correct', async (method, path, body, words) => {
  await using scene = await openScene()
  const refused = await scene.control(method, path, body)
  expect(refused.status).toBe(400)
  expect(refused.body.error).toContain(words)
})

test('a reset forgets people and messages, but not where the bot is', async () => {
  await using scene = await openScene()
  const to = await scene.user()
  await scene.line('POST', '/v2/bot/message/push', { to, messages: [text('hi')] })
  await scene.control('POST', '/reset')
  const { body } = await scene.control('GET', '/state')
  expect(body).toMatchObject({ users: [], stats: { messages: 0, used: 0 } })
  expect((await scene.control('POST', '/users', { name: 'Louis' })).body.status).toBe(200)
})

test('messages are read on from a sequence number', async () => {
  await using scene = await openScene()
  const to = await scene.user()
  for (const value of ['a', 'b', 'c']) {
    await scene.line('POST', '/v2/bot/message/push', { to, messages: [text(value)] })
  }
  const first = await scene.control<{ next: number }>('GET', `/users/${to}/messages?limit=1`)
  const rest = await scene.control<{ items: { text: string }[] }>(
    'GET',
    `/users/${to}/messages?after=${first.body.next}`,
  )
  expect(rest.body.items.map((item) => item.text)).toEqual(['b', 'c'])
})

test('an extra button makes the server do its request, as often as it says', async () => {
  const buttons: ExtraButton[] = [
    { label: 'Go', method: 'POST', url: '', headers: {}, body: { events: [] }, times: 2 },
  ]
  await using scene = await openScene({ buttons })
  Object.assign(buttons[0] ?? {}, { url: scene.sim.platform.settings().webhookUrl })
  expect((await scene.control('POST', '/buttons/1')).body).toMatchObject({
    label: 'Go',
    ok: true,
    status: 200,
  })
  expect(scene.received).toHaveLength(2)
  expect((await scene.control('POST', '/buttons/2')).status).toBe(404)
})

test('the stream tells of a new message', async () => {
  await using scene = await openScene()
  const to = await scene.user()
  const response = await fetch(`${scene.sim.url}/_sim/stream`)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  await reader?.read()
  await scene.line('POST', '/v2/bot/message/push', { to, messages: [text('live')] })
  let seen = ''
  while (!seen.includes('"text":"live"')) seen += (await reader?.read())?.value ?? ''
  expect(seen).toContain('event: message')
  await reader?.cancel()
})
