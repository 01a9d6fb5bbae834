import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { text } from './scene.ts'

interface Ready {
  msg: string
  url: string
  channel_access_token: string
}

const MAIN = new URL('../../src/simulator/main.ts', import.meta.url).pathname

function start(env: Record<string, string>, withIpc = false): ChildProcess {
  const stdio = withIpc ? (['ignore', 'pipe', 'pipe', 'ipc'] as const) : (['ignore', 'pipe', 'pipe'] as const)
  return spawn(process.execPath, [MAIN], {
    env: { ...process.env, SIMULATOR_PORT: '0', ...env },
    stdio: [...stdio],
  })
}

async function ready(child: ChildProcess): Promise<Ready> {
  if (!child.stdout) throw new Error('no stdout')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return JSON.parse(line) as Ready
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit')
  child.kill(signal)
  return (await exit)[0] as number | null
}

async function call(base: Ready, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(base.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${base.channel_access_token}`,
      ...headers,
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('what LINE has accepted is still there after the simulator was killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'))
  const env = { SIMULATOR_STATE_FILE: join(folder, 'state.jsonl') }
  const first = start(env)
  const before = await ready(first)
  const user = await call(before, '/_sim/users', { name: 'Louis', silent: true })
  const to = user.body.user_id
  const key = { 'x-line-retry-key': crypto.randomUUID() }
  const pushed = await call(before, '/v2/bot/message/push', { to, messages: [text('hi')] }, key)
  await stopped(first, 'SIGKILL')

  const second = start(env)
  const after = await ready(second)
  const again = await call(after, '/v2/bot/message/push', { to, messages: [text('hi')] }, key)
  expect([again.status, again.body.sentMessages]).toEqual([409, pushed.body.sentMessages])
  const state = (await (await fetch(`${after.url}/_sim/state`)).json()) as object
  expect(state).toMatchObject({ users: [{ name: 'Louis' }], stats: { messages: 1, used: 1 } })
  expect(await stopped(second, 'SIGTERM')).toBe(0)
})

test('a port in use is one clear line and exit code 1', async () => {
  const first = start({})
  const { url } = await ready(first)
  const second = start({ SIMULATOR_PORT: new URL(url).port })
  const exit = once(second, 'exit')
  const [line] = (await once(createInterface(second.stderr ?? process.stdin), 'line')) as [string]
  expect(line).toMatch(/^Port \d+ is already in use\. Set SIMULATOR_PORT/)
  expect((await exit)[0]).toBe(1)
  await stopped(first, 'SIGTERM')
})

test('wrong settings are all told at once', async () => {
  const child = start({ SIMULATOR_PORT: 'x', SIMULATOR_BUTTONS: '{' })
  const exit = once(child, 'exit')
  let told = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  expect((await exit)[0]).toBe(1)
  expect(told).toMatch(/SIMULATOR_PORT[\s\S]*SIMULATOR_BUTTONS/)
})

test('the simulator ends with the parent that started it', async () => {
  const child = start({}, true)
  expect(await ready(child)).toMatchObject({ msg: 'simulator-ready' })
  const exit = once(child, 'exit')
  child.disconnect()
  expect((await exit)[0]).toBe(0)
})
