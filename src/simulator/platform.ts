import type { Logger } from 'pino'
import type { IdTokenPlan } from './login/id-token.ts'
import type { Settings } from './state/records.ts'
import type { Store } from './state/store.ts'
import type { WebhookSender } from './webhooks/send.ts'

/** The one bot that lives on this platform, its channel, and the Login channel of the same provider. */
export interface Channel {
  id: string
  secret: string
  token: string
  login: { id: string; secret: string }
  bot: { userId: string; basicId: string; displayName: string }
}

export type FaultKind =
  | '500-before'
  | '500-after'
  | 'hang-before'
  | 'hang-after'
  | 'slow'
  | '401'
  | '429-rate'
  | 'reset-after'
  | 'huge-after'
  | 'html-after'

export interface Fault {
  path: string
  kind: FaultKind
  times: number
  ms: number
}

/** An extra button of the page; pressing it makes the simulator's server do the request. */
export interface ExtraButton {
  label: string
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
  /** How often one press does the request, one after the other. */
  times: number
}

/** What every part of the simulator is given. */
export interface Platform {
  channel: Channel
  store: Store
  log: Logger
  now(): number
  settings(): Settings
  webhooks: WebhookSender
  faults: Fault[]
  /** How the next ID tokens differ from LINE's. */
  idTokenPlans: IdTokenPlan[]
  buttons: ExtraButton[]
}

/** Settings of a new channel: 200 messages a month, redelivery off. */
export function defaultSettings(given: Partial<Settings> = {}): Settings {
  return {
    webhookUrl: null,
    quota: 200,
    replyTokenMs: 60_000,
    redelivery: null,
    destination: null,
    latencyMs: 0,
    clockOffsetMs: 0,
    defaultRichMenuId: null,
    epoch: 0,
    loginCallbackUrls: [],
    ...given,
  }
}

export function changeSettings(platform: Platform, change: Partial<Settings>): void {
  platform.store.put('settings', 'settings', { ...platform.settings(), ...change })
}

export function demoChannel(
  given: Partial<Omit<Channel, 'bot' | 'login'>>,
  login: Partial<Channel['login']>,
): Channel {
  const displayName = 'Countersign'
  return {
    id: given.id ?? '1234567890',
    secret: given.secret ?? 'simulator-channel-secret-for-demo',
    token: given.token ?? 'simulator-channel-access-token-for-demo',
    login: { id: login.id ?? '2000000001', secret: login.secret ?? 'simulator-login-secret-for-demo' },
    bot: { userId: 'U00000000000000000000000000000b07', basicId: '@000simul', displayName },
  }
}
