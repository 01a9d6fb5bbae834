import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts'

export type Json = Record<string, unknown>

export interface Answer<T = Json> {
  status: number
  headers: Headers
  body: T
}

export interface Received {
  headers: NodeJS.Dict<string | string[]>
  raw: string
  events: Json[]
}

/** A simulator with a clock that stands still, and a bot that only writes down what it gets. */
export interface Scene extends AsyncDisposable {
  sim: Simulator
  clock: { now: number }
  received: Received[]
  /** What the bot answers to webhooks; null: nothing at all. */
  bot: { status: number | null }
  line<T = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  control<T = Json>(method: string, path: string, body?: unknown): Promise<Answer<T>>
  user(name?: string): Promise<string>
  /** The newest event that the bot got. */
  lastEvent(): Json
  /** Lets a user write, and gives the reply token of the event. */
  replyToken(userId: string): Promise<string>
}

export async function openScene(options: SimulatorOptions = {}): Promise<Scene> {
  const bot: Scene['bot'] = { status: 200 }
  const { received, url, close } = await startBot(bot)
  const clock = { now: Date.UTC(2026, 9, 12, 1) }
  const sim = await startSimulator({ webhookUrl: url, now: () => clock.now, ...options })
  const line: Scene['line'] = (method, path, body, headers) =>
    call(sim.url + path, method, body, { authorization: `Bearer ${sim.token}`, ...headers })
  const control: Scene['control'] = (method, path, body) => call(`${sim.url}/_sim${path}`, method, body, {})
  const lastEvent = () => received.flatMap(({ events }) => events).at(-1) ?? {}
  return {
    sim,
    clock,
    received,
    bot,
    line,
    control,
    lastEvent,
    async user(name = 'Louis') {
      return (await control<{ user_id: string }>('POST', '/users', { name, silent: true })).body.user_id
    },
    async replyToken(userId) {
      await control('POST', `/users/${userId}/text`, { text: 'hello' })
      return String(lastEvent().replyToken)
    },
    async [Symbol.asyncDispose]() {
      await sim.close()
      await close()
    },
  }
}

async function call<T>(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as T }
}

async function startBot(bot: Scene['bot']) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('latin1')
      received.push({ headers: request.headers, raw, events: eventsOf(raw) })
      if (bot.status !== null) response.writeHead(bot.status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { received, close, url: `http://127.0.0.1:${port}/line/webhook` }
}

function eventsOf(raw: string): Json[] {
  try {
    return (JSON.parse(raw) as { events?: Json[] }).events ?? []
  } catch {
    return []
  }
}

export const text = (value: string): Json => ({ type: 'text', text: value })

export function flex(...parts: Json[]): Json {
  const body = { type: 'box', layout: 'vertical', contents: parts }
  return { type: 'flex', altText: 'card', contents: { type: 'bubble', body } }
}

export const postbackButton = (label: string, data: string, more: Json = {}): Json => ({
  type: 'button',
  action: { type: 'postback', label, data, ...more },
})
