import path from 'node:path'
import type { Logger } from 'pino'
import type { Config, LineChannel, LoginChannel } from './config.ts'
import type { Database } from './db/database.ts'
import { createAnswerWaiters } from './domain/actions/answer-waiters.ts'
import type { Clock, Ids } from './domain/context.ts'
import { probeArtifact } from './domain/gate/probe.ts'
import { systemResolve } from './domain/gate/public-address.ts'
import { planOf } from './domain/schedules/plan.ts'
import { type AccessToken, longLivedToken, statelessTokens } from './line/access-token.ts'
import { createLineClient } from './line/client.ts'
import { loadTemplates } from './line/flex/templates.ts'
import { createInbox } from './line/inbox/keep-events.ts'
import { CALLBACK_PATH, createLineLogin } from './line/login/login.ts'
import { createQuotaMeter } from './line/outbox/quota.ts'
import { tapSigner } from './line/postback.ts'
import { openRichMenus } from './line/rich-menu/rich-menu-api.ts'
import type { Services } from './services.ts'

const TEMPLATES = path.join(import.meta.dirname, '../flex-templates')

export type Parts = {
  config: Config
  channel: LineChannel
  login: LoginChannel | null
  db: Database
  clock: Clock
  ids: Ids
  log: Logger
}

/** A channel's bearer token: the long-lived one, or stateless ones. */
export function accessTokenOf(
  { accessToken, channelId, apiBaseUrl, secrets }: LineChannel,
  clock: Clock,
): AccessToken {
  if (accessToken) return longLivedToken(accessToken)
  return statelessTokens({ id: channelId ?? '', secret: secrets[0] ?? '', apiBaseUrl }, clock)
}

/** The client of a channel. */
export function lineClientOf({ apiBaseUrl }: LineChannel, token: AccessToken, log: Logger) {
  return createLineClient({ apiBaseUrl, token, log })
}

/** The address that LINE Login sends people back to. */
export const loginCallbackUrl = (publicUrl: string) => `${publicUrl}${CALLBACK_PATH}`

/** Puts the parts together. `publicUrl` and the bot's user id are set when they are known. */
export function createServices(parts: Parts) {
  const { config, channel, login, db, clock, ids, log } = parts
  const late = {
    publicUrl: config.publicUrl ?? '',
    botUserId: null as string | null,
    queueIsRunning: () => false,
  }
  const token = accessTokenOf(channel, clock)
  const services: Services = {
    db,
    clock,
    ids,
    log,
    line: lineClientOf(channel, token, log),
    menus: () => openRichMenus(channel.apiBaseUrl, token),
    quota: createQuotaMeter(() => services.line.quota(), clock, log),
    login: login && createLineLogin(login, clock),
    inbox: createInbox(db.pool, clock),
    waiters: createAnswerWaiters(db, ids),
    templates: loadTemplates(TEMPLATES),
    signer: tapSigner(channel.secrets),
    channelSecrets: channel.secrets,
    botUserId: () => late.botUserId,
    publicUrl: () => late.publicUrl,
    queueIsRunning: () => late.queueIsRunning(),
    timeZone: config.timeZone,
    defaultLocale: config.defaultLocale,
    metricsToken: config.metricsToken,
    metricsAreElsewhere: config.metricsAddress !== null,
    rateLimitPerMinute: config.rateLimitPerMinute,
    retentionDays: config.retentionDays,
    schedulePlan: planOf(config),
    probe: async (url) => (config.gateProbe ? probeArtifact(url, { resolve: systemResolve }) : null),
  }
  return { services, late }
}
