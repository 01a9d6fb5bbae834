import { Hono } from 'hono'
import { z } from 'zod'
import { isDatabaseAway } from '../db/database.ts'
import { maskText, mayHoldSecret } from '../domain/mask-secrets.ts'
import { WEBHOOK_BODY_TIMEOUT } from '../domain/rules.ts'
import { AppError } from '../errors.ts'
import { isSignedByLine } from '../line/signature.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'
import { readBytes } from './read-body.ts'

const Webhook = z.object({
  destination: z.string().optional(),
  events: z.array(z.unknown()),
})
const Event = z.looseObject({ type: z.string() })

/** LINE waits two seconds; an answer that is later than this had better be "no", so that LINE sends it again. */
const KEEP_LIMIT_MS = 1_500

function parse(bytes: Buffer): z.output<typeof Webhook> | null {
  try {
    return Webhook.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** True for what can be kept: not for what is nested so deep that nobody can write it again. */
function isEvent(event: unknown): event is object {
  try {
    return Event.safeParse(event).success && JSON.stringify(event) !== undefined
  } catch {
    return false
  }
}

const textOf = (event: object) => (event as { message?: { text?: unknown } }).message?.text

/** What people type is kept without secrets, before the inbox sees it. */
async function withoutSecrets(event: object): Promise<object> {
  const text = textOf(event)
  if (typeof text !== 'string' || !mayHoldSecret(text)) return event
  return { ...event, message: { ...(event as { message: object }).message, text: await maskText(text) } }
}

async function keepInTime(services: Services, events: object[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('database-away', 'The events were not kept in time.')),
      KEEP_LIMIT_MS,
    )
  })
  try {
    await Promise.race([services.inbox.keep(events), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What LINE sends: raw bytes → signature → events kept with their task → 200. Nothing is handled here.
 * 500 asks LINE to send it again, which costs nothing: an event is kept once.
 */
export function lineWebhook(services: Services): Hono<ApiEnv> {
  const { log, channelSecrets } = services
  const webhook = new Hono<ApiEnv>()
  webhook.post('/webhook', async (c) => {
    const bytes = await readBytes(c, WEBHOOK_BODY_TIMEOUT)
    if (!isSignedByLine(bytes, c.req.header('x-line-signature'), channelSecrets)) {
      log.warn('a webhook request was not signed with our channel secret')
      throw new AppError('bad-signature', 'The signature does not fit the body and the channel secret.')
    }
    const body = parse(bytes)
    if (!body) {
      log.warn({ bytes: bytes.length }, 'a signed webhook request could not be read')
      return c.json({ kept: 0 })
    }
    const bot = services.botUserId()
    if (bot && body.destination && body.destination !== bot) {
      log.warn({ destination: body.destination }, 'a webhook request is for another bot; nothing was kept')
      return c.json({ kept: 0 })
    }
    const events = body.events.filter(isEvent)
    if (events.length < body.events.length) log.warn('a webhook request holds something that is no event')
    try {
      if (events.length > 0) await keepInTime(services, await Promise.all(events.map(withoutSecrets)))
    } catch (error) {
      if (!isDatabaseAway(error) && !(error instanceof AppError)) throw error
      log.error({ err: error }, 'events could not be kept; LINE is asked to send them again')
      return c.json({ kept: 0 }, 500)
    }
    return c.json({ kept: events.length })
  })
  return webhook
}
