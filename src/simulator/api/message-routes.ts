import { Hono } from 'hono'
import { lineDay } from '../delivery/calendar.ts'
import { usedQuota } from '../delivery/quota.ts'
import { push, reply, type SendRequest, sendToMany } from '../delivery/send-messages.ts'
import { requireMessages } from '../limits/messages.ts'
import type { Platform } from '../platform.ts'
import { type LineContext, type LineEnv, requireBody } from './line-context.ts'
import { LineError } from './line-error.ts'

/** /v2/bot/message: sending, validating, quota and delivery counts. */
export function messageRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.post('/reply', (c) => c.json(reply(platform, sendRequest(c))))
  app.post('/push', (c) => c.json(push(platform, sendRequest(c))))
  app.post('/multicast', (c) => c.json(sendToMany(platform, 'multicast', sendRequest(c))))
  app.post('/broadcast', (c) => c.json(sendToMany(platform, 'broadcast', sendRequest(c))))
  app.post('/validate/:kind{reply|push|multicast|narrowcast|broadcast}', (c) => {
    requireMessages(requireBody(c))
    return c.json({})
  })
  app.get('/quota', (c) => {
    const { quota } = platform.settings()
    return c.json(quota === null ? { type: 'none' } : { type: 'limited', value: quota })
  })
  app.get('/quota/consumption', (c) => c.json({ totalUsage: usedQuota(platform) }))
  app.get('/delivery/:via{reply|push|multicast|broadcast}', (c) => {
    const date = c.req.query('date') ?? ''
    if (!/^\d{8}$/.test(date)) throw new LineError(400, 'The value for the date parameter is invalid')
    // LINE counts a day only after it has ended.
    if (date >= lineDay(platform.now())) return c.json({ status: 'unready' })
    const tally = platform.store.get('tally', `${c.req.param('via')}:${date}`)
    return c.json({ status: 'ready', success: tally?.count ?? 0 })
  })
  return app
}

function sendRequest(c: LineContext): SendRequest {
  return {
    body: requireBody(c),
    retryKey: c.req.header('x-line-retry-key') ?? null,
    requestId: c.get('requestId'),
  }
}
