import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type Logger, pino } from 'pino'
import { lineApi } from './api/app.ts'
import { controlApi } from './control/app.ts'
import { pageRoutes } from './page/routes.ts'
import { type Channel, defaultSettings, demoChannel, type ExtraButton, type Platform } from './platform.ts'
import { noJournal, openJournal } from './state/journal.ts'
import { Store } from './state/store.ts'
import { WebhookSender } from './webhooks/send.ts'

const WEBHOOK_TIMEOUT_MS = 2000

export interface SimulatorOptions {
  /** Default 0: a free port. */
  port?: number
  host?: string
  webhookUrl?: string | null
  channelId?: string
  channelSecret?: string
  channelAccessToken?: string
  loginChannelId?: string
  loginChannelSecret?: string
  /** Where LINE Login may send people back to. */
  loginCallbackUrls?: string[]
  stateFile?: string
  buttons?: ExtraButton[]
  /** Messages a month; null: no limit. */
  quota?: number | null
  replyTokenMs?: number
  /** How long the bot may take to answer a webhook; LINE: 2 s. */
  webhookTimeoutMs?: number
  now?: () => number
  log?: Logger
}

export interface Simulator extends AsyncDisposable {
  url: string
  channelId: string
  secret: string
  token: string
  /** Of the Login channel. */
  login: { id: string; secret: string }
  /** The bot's own user id, the `destination` of its webhooks. */
  botUserId: string
  platform: Platform
  /** Resolves when no webhook is on its way and no redelivery waits. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Starts LINE on loopback; resolves when it listens. Rejects with the listen error, e.g. EADDRINUSE. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { channelId: id, channelSecret: secret, channelAccessToken: token } = options
  const login = { id: options.loginChannelId, secret: options.loginChannelSecret }
  const channel = demoChannel({ id, secret, token }, login)
  const platform = createPlatform(channel, options)
  const app = new Hono()
  app.route('/_sim', controlApi(platform))
  app.route('/', pageRoutes(platform))
  app.route('/', lineApi(platform))
  const { close, port } = await listen(app, options.host ?? '127.0.0.1', options.port ?? 0)
  const stop = async () => {
    platform.webhooks.close()
    await close()
    platform.store.close()
  }
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    channelId: channel.id,
    secret: channel.secret,
    token: channel.token,
    login: channel.login,
    botUserId: channel.bot.userId,
    platform,
    idle: () => platform.webhooks.idle(),
    close: stop,
    [Symbol.asyncDispose]: stop,
  }
}

function createPlatform(channel: Channel, options: SimulatorOptions): Platform {
  const store = new Store(options.stateFile === undefined ? noJournal : openJournal(options.stateFile))
  const clock = options.now ?? Date.now
  const settings = () => store.get('settings', 'settings') ?? defaultSettings()
  const parts = {
    channel,
    store,
    settings,
    log: options.log ?? pino({ enabled: false }),
    now: () => clock() + settings().clockOffsetMs,
    faults: [],
    idTokenPlans: [],
    buttons: options.buttons ?? [],
  }
  const webhooks = new WebhookSender(parts, options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS)
  const given = {
    ...(options.webhookUrl === undefined ? {} : { webhookUrl: options.webhookUrl }),
    ...(options.quota === undefined ? {} : { quota: options.quota }),
    ...(options.replyTokenMs === undefined ? {} : { replyTokenMs: options.replyTokenMs }),
    ...(options.loginCallbackUrls === undefined ? {} : { loginCallbackUrls: options.loginCallbackUrls }),
  }
  // A journal of an older simulator lacks what has come since.
  store.put('settings', 'settings', { ...defaultSettings(), ...settings(), ...given })
  return { ...parts, webhooks }
}

async function listen(app: Hono, hostname: string, port: number) {
  const server = serve({ fetch: app.fetch, hostname, port })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('listening', () => resolve())
  server.once('error', reject)
  await promise
  const close = async () => {
    const closed = Promise.withResolvers<void>()
    server.close(() => closed.resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
    await closed.promise
  }
  return { close, port: (server.address() as AddressInfo).port }
}
