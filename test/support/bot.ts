import { once } from 'node:events'
import type { Server } from 'node:http'
import { runOnce } from 'graphile-worker'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createServices, loginCallbackUrl } from '../../src/create-services.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Role } from '../../src/db/generated/client.ts'
import type { Ctx } from '../../src/domain/context.ts'
import { createInvite } from '../../src/domain/members/invite.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { createHttpServer, SERVER_TIMEOUTS, type ServerLimits } from '../../src/http/server.ts'
import { MARKED_DONE } from '../../src/queue/runner.ts'
import { systemIds } from '../../src/services.ts'
import { type Simulator, startSimulator } from '../../src/simulator/server.ts'
import { TASKS } from '../../src/tasks.ts'
import { type TestClock, testClock } from './clock.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { openPhone, type Phone } from './phone.ts'

export type Answer = {
  status: number
  body: Record<string, unknown> & { items?: unknown[] }
  headers: Headers
}

/** A whole bot on a database of its own, with the simulator as LINE; tasks run when a test says so. */
export type Bot = {
  url: string
  sim: Simulator
  clock: TestClock
  database: TestDatabase
  db: ReturnType<typeof openDatabase>
  services: ReturnType<typeof createServices>['services']
  late: ReturnType<typeof createServices>['late']
  /** As an operator at the shell. */
  ctx: Ctx
  /** Runs every task that is due by the bot's clock, and those that they add, until none is left. */
  runTasks(): Promise<void>
  token(role: Role, workerId?: string): Promise<string>
  tokenWithId(role: Role, workerId?: string): Promise<{ id: string; token: string }>
  /** Somebody with a phone, bound by an invite, with the welcome already read. */
  person(
    role: 'worker' | 'pool_owner' | 'pls_owner' | 'louis',
    name: string,
    locale?: 'zh-TW' | 'en',
  ): Promise<Phone>
  /** Somebody whom the bot does not know. */
  stranger(name?: string): Promise<Phone>
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
  /** Takes the bot away: nothing is told and nothing put in order; LINE finds nobody there. */
  stop(): Promise<void>
  /** Starts a new one on the same database, at another address that LINE is told. */
  start(): Promise<void>
}

export type RequestOptions = {
  token?: string
  body?: unknown
  raw?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
  /** Where; default: the bot. */
  at?: string
}

async function listen(
  app: ReturnType<typeof createApp>,
  limits: ServerLimits,
): Promise<{ server: Server; url: string }> {
  const server = createHttpServer(app.fetch, limits, pino({ level: 'silent' }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

/** Runs due tasks. Their times are the bot's clock's, the queue's are the database's: they are moved over first. */
async function drain(bot: Pick<Bot, 'db' | 'services' | 'clock' | 'database'>): Promise<void> {
  const taskList = Object.fromEntries(
    Object.entries(TASKS).map(([name, task]) => [name, (payload: unknown) => task(bot.services, payload)]),
  )
  const tried: string[] = []
  for (;;) {
    // What fails is due again at some second of the database's; that is another drain's, as it is in life.
    const { rows } = await bot.db.pool.query<{ id: string }>(
      `update graphile_worker._private_jobs set run_at = now() - interval '1 second'
        where run_at <= $1 and attempts < max_attempts and id <> all($2) returning id`,
      [new Date(Math.max(bot.clock.now().getTime(), Date.now()) + 1), tried],
    )
    if (rows.length === 0) return
    tried.push(...rows.map((it) => it.id))
    await runOnce({
      pgPool: bot.db.pool,
      taskList,
      noHandleSignals: true,
      concurrency: 2,
      logger: quiet,
      // It ends when each task is marked as done or failed, and no task is still held at the next drain.
      preset: { worker: MARKED_DONE },
    })
  }
}

import { Logger as QueueLogger } from 'graphile-worker'

const quiet = new QueueLogger(() => () => {})

async function request(
  url: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { token, body, raw, headers } = options
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    redirect: 'manual',
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson ? JSON.parse(text) : { text }, headers: response.headers }
}

type BotOptions = {
  env?: Record<string, string>
  quota?: number | null
  clock?: TestClock
  /** Secrets of the channel, beside the simulator's own. */
  secrets?: string[]
  /** A database of the test's own making; default: a fresh copy of the template. */
  databaseUrl?: string
  /** False: without a LINE Login channel. */
  login?: boolean
  /** Other limits of the HTTP server than the settings say. */
  limits?: Partial<ServerLimits>
}

type Running = Pick<Bot, 'url' | 'db' | 'services' | 'late' | 'ctx'> & { close(): Promise<void> }

/** One life of the bot: connections, services and a server of its own, and LINE is told where it listens. */
async function run(
  url: string,
  sim: Simulator,
  clock: TestClock,
  { env, secrets = [], login: hasLogin = true, limits }: BotOptions,
): Promise<Running> {
  const db = openDatabase(url)
  const config = loadConfig({ LOG_LEVEL: 'silent', ...env })
  const channel = {
    secrets: [sim.secret, ...secrets],
    accessToken: sim.token,
    channelId: null,
    apiBaseUrl: sim.url,
  }
  const log = pino({ level: 'silent' })
  const login = hasLogin ? { ...sim.login, loginBaseUrl: sim.url, apiBaseUrl: sim.url } : null
  const { services, late } = createServices({ config, channel, login, db, clock, ids: systemIds, log })
  const { server, url: here } = await listen(createApp(services), {
    ...SERVER_TIMEOUTS,
    connections: config.maxConnections,
    connectionsPerAddress: config.maxConnectionsPerAddress,
    ...limits,
  })
  Object.assign(late, { publicUrl: here, botUserId: sim.botUserId, queueIsRunning: () => true })
  const addresses = { webhook_url: `${here}/line/webhook`, login_callback_urls: [loginCallbackUrl(here)] }
  await request(sim.url, 'PUT', '/_sim/settings', { body: addresses })
  const ctx: Ctx = { db: db.prisma, clock, ids: systemIds, actor: { kind: 'operator', name: 'test' } }
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await services.waiters.close()
    await db.close()
  }
  return { url: here, db, services, late, ctx, close }
}

/** Starts a bot; it ends with the test. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const clock = options.clock ?? testClock()
  const database = await createTestDatabase()
  const sim = await startSimulator({
    now: () => clock.now().getTime(),
    quota: options.quota === undefined ? null : options.quota,
  })
  const begin = () => run(options.databaseUrl ?? database.appUrl, sim, clock, options)
  let running: Running | null = await begin()
  const stop = async () => {
    const last = running
    running = null
    await last?.close()
  }
  onTestFinished(async () => {
    await stop()
    await sim.close()
    await database[Symbol.asyncDispose]()
  })
  let people = 0
  const { close: _, ...parts } = running
  const bot: Bot = {
    ...parts,
    sim,
    clock,
    database,
    stop,
    start: async () => {
      const { close, ...fresh } = await begin()
      running = { close, ...fresh }
      Object.assign(bot, fresh)
    },
    runTasks: () => drain(bot),
    stranger: async (name = 'Stranger') => {
      people += 1
      const userId = `U${String(people).padStart(32, '0')}`
      await request(sim.url, 'POST', '/_sim/users', { body: { name, user_id: userId, silent: true } })
      return openPhone(sim.url, userId, bot.runTasks)
    },
    tokenWithId: (role, workerId) => createToken(bot.ctx, { role, name: role, workerId }),
    token: async (role, workerId) => (await bot.tokenWithId(role, workerId)).token,
    person: async (role, name, locale = 'zh-TW') => {
      const phone = await bot.stranger(name)
      const { code } = await createInvite(bot.ctx, { role, name, locale })
      await phone.send(`綁定 ${code}`)
      await phone.read()
      return phone
    },
    request: (method, path, it) => request(it?.at ?? bot.url, method, path, it),
  }
  return bot
}
