import { createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// (a) of the benchmark: the least that a webhook may do. It checks the signature and keeps nothing.

const secret = process.env.CHANNEL_SECRET ?? ''
const app = new Hono()
app.post('/line/webhook', async (c) => {
  const expected = createHmac('sha256', secret)
    .update(Buffer.from(await c.req.arrayBuffer()))
    .digest()
  const given = Buffer.from(c.req.header('x-line-signature') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return c.text('no', 401)
  return c.json({})
})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`${JSON.stringify({ msg: 'ready', url: `http://127.0.0.1:${port}` })}\n`)
})
