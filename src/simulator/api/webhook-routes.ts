import { Hono } from 'hono'
import { changeSettings, type Platform } from '../platform.ts'
import type { WebhookAnswer } from '../webhooks/send.ts'
import { escapedJson } from '../webhooks/sign.ts'
import { type LineEnv, requireBody } from './line-context.ts'
import { badProperty, LineError } from './line-error.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** /v2/bot/channel/webhook: where webhooks go, and a test with empty events. */
export function webhookRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.put('/endpoint', (c) => {
    changeSettings(platform, { webhookUrl: requireEndpoint(requireBody(c).endpoint) })
    return c.json({})
  })
  app.get('/endpoint', (c) => {
    const { webhookUrl } = platform.settings()
    if (webhookUrl === null) throw new LineError(404, 'Webhook endpoint not found')
    return c.json({ endpoint: webhookUrl, active: true })
  })
  app.post('/test', async (c) => {
    const { channel } = platform
    const body = escapedJson({ destination: channel.bot.userId, events: [] })
    const given = c.get('body') as { endpoint?: unknown } | undefined
    const url = given?.endpoint === undefined ? undefined : requireEndpoint(given.endpoint)
    return c.json(testResult(platform, await platform.webhooks.send({ body, url })))
  })
  return app
}

/** LINE wants HTTPS; the simulator also takes plain HTTP on this machine. */
function requireEndpoint(value: unknown): string {
  const url = typeof value === 'string' && value.length <= 500 ? URL.parse(value) : null
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))
  if (typeof value !== 'string' || !isAllowed) throw badProperty('endpoint')
  return value
}

function testResult(platform: Platform, { status, error }: WebhookAnswer): object {
  return {
    success: error === null,
    timestamp: new Date(platform.now()).toISOString(),
    statusCode: status ?? 0,
    reason: error === null ? 'OK' : error.toUpperCase(),
    detail: status === null ? 'No answer' : String(status),
  }
}
