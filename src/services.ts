import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from './db/database.ts'
import type { AnswerWaiters } from './domain/actions/answer-waiters.ts'
import type { Clock, Ids } from './domain/context.ts'
import type { ProbeFinding } from './domain/gate/probe.ts'
import type { SchedulePlan } from './domain/schedules/slot.ts'
import type { LineClient } from './line/client.ts'
import type { Templates } from './line/flex/templates.ts'
import type { Inbox } from './line/inbox/keep-events.ts'
import type { LineLogin } from './line/login/login.ts'
import type { QuotaMeter } from './line/outbox/quota.ts'
import type { TapSigner } from './line/postback.ts'
import type { RichMenuApi } from './line/rich-menu/rich-menu-api.ts'

/** What every part of the running program is given; tests give their own clock, ids and LINE address. */
export type Services = {
  db: Database
  clock: Clock
  ids: Ids
  log: Logger
  line: LineClient
  /** The menus under the chats, with a token that is good now. */
  menus(): Promise<RichMenuApi>
  /** What is left of the month's messages. */
  quota: QuotaMeter
  /** Signing in to the console by LINE Login; null where no Login channel is set. */
  login: LineLogin | null
  inbox: Inbox
  /** Whoever waits for the answer to an action. */
  waiters: AnswerWaiters
  templates: Templates
  signer: TapSigner
  channelSecrets: readonly string[]
  /** The bot's own LINE user id, once LINE has told it. */
  botUserId: () => string | null
  publicUrl: () => string
  timeZone: string
  defaultLocale: string
  rateLimitPerMinute: number
  /** Who may read /metrics, and whether it is served at an address of its own; see the settings. */
  metricsToken: string | null
  metricsAreElsewhere: boolean
  queueIsRunning: () => boolean
  retentionDays: number
  /** When digests, scorecards and reviews are due. */
  schedulePlan: SchedulePlan
  /** Fetches an artifact itself where GATE_PROBE is on; else null. */
  probe: (url: string) => Promise<ProbeFinding | null>
}

export const systemClock: Clock = { now: () => new Date() }

export const systemIds: Ids = {
  uuid: () => uuidv7(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
}
