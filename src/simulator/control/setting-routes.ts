import { Hono } from 'hono'
import { z } from 'zod'
import { setUsedQuota } from '../delivery/quota.ts'
import { changeSettings, defaultSettings, type Platform } from '../platform.ts'
import type { Settings } from '../state/records.ts'
import { readInput } from './input.ts'
import { plannedRoutes } from './planned-routes.ts'
import { presentSettings } from './presenters.ts'

/** When nothing else is said, redelivered after 1, 3 and 10 seconds. LINE does not publish its own times. */
const REDELIVERY_MS = [1000, 3000, 10_000]
const SLOW_MS = 3000

const Ms = z.int().nonnegative()
const SettingsChange = z.strictObject({
  webhook_url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  quota: z.int().nonnegative().nullable().optional(),
  used: z.int().nonnegative().optional(),
  reply_token_ms: Ms.optional(),
  redelivery: z.union([z.boolean(), z.null(), z.array(Ms).max(20)]).optional(),
  destination: z.string().nullable().optional(),
  latency_ms: Ms.max(60_000).optional(),
  login_callback_urls: z.array(z.url({ protocol: /^https?$/ })).optional(),
})
const NewFault = z.strictObject({
  path: z.string().startsWith('/'),
  kind: z.enum([
    '500-before',
    '500-after',
    'hang-before',
    'hang-after',
    'slow',
    '401',
    '429-rate',
    'reset-after',
    'huge-after',
    'html-after',
  ]),
  times: z.int().positive().default(1),
  ms: Ms.max(60_000).default(SLOW_MS),
})
const Clock = z.strictObject({ advance_ms: z.int().nonnegative() })

/** Settings, planned faults, the clock and starting anew. */
export function settingRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.put('/settings', async (c) => {
    const input = await readInput(c, SettingsChange)
    platform.store.change(() => {
      if (input.used !== undefined) setUsedQuota(platform, input.used)
      changeSettings(platform, settingsOf(input))
    })
    return c.json(presentSettings(platform, platform.settings()))
  })
  app.get('/settings', (c) => c.json(presentSettings(platform, platform.settings())))
  app.route('/faults', plannedRoutes(platform.faults, NewFault))
  app.post('/clock', async (c) => {
    const { advance_ms } = await readInput(c, Clock)
    changeSettings(platform, { clockOffsetMs: platform.settings().clockOffsetMs + advance_ms })
    platform.webhooks.runDue()
    return c.json({ now: new Date(platform.now()).toISOString() })
  })
  app.post('/reset', (c) => {
    const { webhookUrl, quota, epoch, loginCallbackUrls } = platform.settings()
    const issued = platform.store.entries('accessToken')
    platform.faults.length = 0
    platform.idTokenPlans.length = 0
    platform.webhooks.dropRedeliveries()
    platform.store.reset(defaultSettings({ webhookUrl, quota, loginCallbackUrls, epoch: epoch + 1 }))
    // A running bot keeps its token: LINE does not forget those either.
    for (const [token, row] of issued) platform.store.put('accessToken', token, row)
    return c.json(presentSettings(platform, platform.settings()))
  })
  return app
}

function settingsOf(input: z.infer<typeof SettingsChange>): Partial<Settings> {
  const change: Partial<Settings> = {}
  if (input.webhook_url !== undefined) change.webhookUrl = input.webhook_url
  if (input.quota !== undefined) change.quota = input.quota
  if (input.reply_token_ms !== undefined) change.replyTokenMs = input.reply_token_ms
  if (input.destination !== undefined) change.destination = input.destination
  if (input.latency_ms !== undefined) change.latencyMs = input.latency_ms
  if (input.login_callback_urls !== undefined) change.loginCallbackUrls = input.login_callback_urls
  if (Array.isArray(input.redelivery)) change.redelivery = input.redelivery
  else if (input.redelivery !== undefined) change.redelivery = input.redelivery ? REDELIVERY_MS : null
  return change
}
