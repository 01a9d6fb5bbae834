import { Hono } from 'hono'
import { z } from 'zod'
import { Impossible } from '../phone/actor.ts'
import type { Platform } from '../platform.ts'
import type { WebhookRequest } from '../webhooks/send.ts'
import { escapedJson } from '../webhooks/sign.ts'
import { readInput } from './input.ts'

const RawWebhook = z.strictObject({
  events: z.array(z.record(z.string(), z.unknown())).optional(),
  destination: z.string().optional(),
  secret: z.string().optional(),
  raw: z.string().optional(),
  signature: z.string().nullable().optional(),
  count: z.int().min(1).max(1000).default(1),
})
const Redeliver = z.strictObject({ webhook_event_id: z.string() })

/** Webhooks as no phone would make them: raw, forged, empty, many at once, again. */
export function webhookRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.post('/webhook', async (c) => {
    const input = await readInput(c, RawWebhook)
    const request = requestOf(platform, input)
    const sending = Array.from({ length: input.count }, () => platform.webhooks.send(request))
    const results = await Promise.all(sending)
    return c.json({ status: results[0]?.status ?? null, results })
  })
  app.post('/webhook/redeliver', async (c) => {
    const { webhook_event_id: id } = await readInput(c, Redeliver)
    const stored = platform.store.get('event', id)
    if (!stored) throw new Impossible(404, `There is no event ${id}. GET /_sim/webhooks lists them.`)
    const { status } = await platform.webhooks.redeliver(id, stored, null)
    return c.json({ webhook_event_id: id, status })
  })
  return app
}

function requestOf(platform: Platform, input: z.infer<typeof RawWebhook>): WebhookRequest {
  const events = input.events ?? []
  const destination = input.destination ?? platform.settings().destination ?? platform.channel.bot.userId
  return {
    body: input.raw ?? escapedJson({ destination, events }),
    signature: input.signature,
    secret: input.secret,
    eventIds: events.map((event) => String(event.webhookEventId ?? '')),
    eventTypes: events.map((event) => String(event.type ?? '')),
  }
}
