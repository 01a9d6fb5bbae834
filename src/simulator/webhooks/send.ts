import type { Platform } from '../platform.ts'
import type { JsonObject, StoredEvent, WebhookCall, WebhookError } from '../state/records.ts'
import { escapedJson, signBody } from './sign.ts'

export interface WebhookAnswer {
  status: number | null
  ms: number
  error: WebhookError | null
}

export interface WebhookRequest {
  body: string
  /** undefined: signed properly; null: no signature header at all. */
  signature?: string | null
  secret?: string
  /** Another address than the channel's webhook URL. */
  url?: string
  eventIds?: string[]
  eventTypes?: string[]
  isRedelivery?: boolean
}

interface Waiting {
  dueAt: number
  timer: NodeJS.Timeout
  run(): void
  drop(): void
}

/** Sends events to the bot as LINE does: signed, two seconds to answer, redelivered if that is switched on. */
export class WebhookSender {
  readonly #platform: Omit<Platform, 'webhooks'>
  readonly #timeoutMs: number
  readonly #waiting = new Set<Waiting>()
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(platform: Omit<Platform, 'webhooks'>, timeoutMs: number) {
    this.#platform = platform
    this.#timeoutMs = timeoutMs
  }

  /** Sends one new event in a webhook of its own and remembers it for redelivery. */
  async sendEvent(event: JsonObject): Promise<WebhookAnswer> {
    const replyToken = typeof event.replyToken === 'string' ? event.replyToken : null
    this.#platform.store.put('event', String(event.webhookEventId), { event, replyToken })
    const answer = await this.send(this.#requestFor(event))
    this.#scheduleRedelivery(String(event.webhookEventId), answer, 0)
    return answer
  }

  /** The same event again, only marked as a redelivery; its reply token lives anew (20 minutes at most). */
  async redeliver(eventId: string, stored: StoredEvent, attempt: number | null): Promise<WebhookAnswer> {
    const { store } = this.#platform
    const token = stored.replyToken === null ? undefined : store.get('replyToken', stored.replyToken)
    if (stored.replyToken !== null && token) {
      store.put('replyToken', stored.replyToken, {
        ...token,
        deliveredAt: this.#platform.now(),
        redelivered: true,
      })
    }
    const event = { ...stored.event, deliveryContext: { isRedelivery: true } }
    const answer = await this.send({ ...this.#requestFor(event), isRedelivery: true })
    if (attempt !== null) this.#scheduleRedelivery(eventId, answer, attempt)
    return answer
  }

  /** Posts any bytes, properly signed or not, and records what the bot answered. */
  send(request: WebhookRequest): Promise<WebhookAnswer> {
    const running = this.#post(request)
    this.#keep(running)
    return running
  }

  /** Redeliveries that have become due because the simulator's clock was moved. */
  runDue(): void {
    const now = this.#platform.now()
    for (const waiting of [...this.#waiting]) if (waiting.dueAt <= now) waiting.run()
  }

  /** Resolves when no webhook is on its way and no redelivery waits. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running])
  }

  close(): void {
    this.#closed = true
    this.dropRedeliveries()
  }

  dropRedeliveries(): void {
    for (const waiting of [...this.#waiting]) waiting.drop()
  }

  #requestFor(event: JsonObject): WebhookRequest {
    const { channel } = this.#platform
    const destination = this.#platform.settings().destination ?? channel.bot.userId
    return {
      body: escapedJson({ destination, events: [event] }),
      eventIds: [String(event.webhookEventId)],
      eventTypes: [String(event.type)],
    }
  }

  #scheduleRedelivery(eventId: string, answer: WebhookAnswer, attempt: number): void {
    const wait = this.#platform.settings().redelivery?.[attempt]
    if (answer.error === null || wait === undefined || this.#closed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const drop = () => {
      clearTimeout(waiting.timer)
      this.#waiting.delete(waiting)
      resolve()
    }
    const run = () => {
      const stored = this.#platform.store.get('event', eventId)
      if (stored) this.#keep(this.redeliver(eventId, stored, attempt + 1))
      drop()
    }
    const waiting = { dueAt: this.#platform.now() + wait, timer: setTimeout(() => run(), wait), run, drop }
    this.#keep(promise)
    this.#waiting.add(waiting)
  }

  #keep(running: Promise<unknown>): void {
    this.#running.add(running)
    void running.finally(() => this.#running.delete(running))
  }

  async #post(request: WebhookRequest): Promise<WebhookAnswer> {
    const { store, channel } = this.#platform
    const url = request.url ?? this.#platform.settings().webhookUrl
    const signature =
      request.signature === undefined
        ? signBody(request.secret ?? channel.secret, request.body)
        : request.signature
    const at = this.#platform.now()
    const seq = store.nextSeq('webhook')
    const answer = await postWithin(this.#timeoutMs, url, request.body, signature)
    const row: WebhookCall = {
      seq,
      at,
      url,
      eventIds: request.eventIds ?? [],
      eventTypes: request.eventTypes ?? [],
      isRedelivery: request.isRedelivery ?? false,
      ...answer,
      body: request.body,
    }
    if (!this.#closed) store.put('webhook', String(seq), row)
    return answer
  }
}

/** Posts `body` and waits at most `timeoutMs` for the status; redirects are not followed. */
async function postWithin(
  timeoutMs: number,
  url: string | null,
  body: string,
  signature: string | null,
): Promise<WebhookAnswer> {
  const start = performance.now()
  const ms = () => Math.round(performance.now() - start)
  if (url === null) return { status: null, ms: 0, error: 'no_webhook_url' }
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
  }
  if (signature !== null) headers['x-line-signature'] = signature
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await response.body?.cancel()
    return { status: response.status, ms: ms(), error: response.ok ? null : 'error_status_code' }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return { status: null, ms: ms(), error: timedOut ? 'request_timeout' : 'could_not_connect' }
  }
}
