import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto'

/**
 * What a load sends. `webhook`: what LINE sends a bot that sits in a busy group, one message in each
 * request. `events`: repair events of workers, each another error or all the same one.
 */
export type Traffic =
  | { kind: 'webhook'; secret: string; destination: string }
  | { kind: 'events'; token: string; errors: 'distinct' | 'equal' }

/** A request as autocannon takes it. */
export type PreparedRequest = { method: string; path: string; headers: Record<string, string>; body: string }

const TEXTS = ['午餐要訂哪一家？', '我晚五分鐘到', '這份報表誰要看？', 'OK，收到', '下午三點開會，記得帶電腦']

/** Letters only: digits would be taken out of an error's fingerprint. */
const letters = (count: number) =>
  Array.from(randomBytes(count), (it) => String.fromCharCode(97 + (it % 26))).join('')

/** Like LINE's ids: 26 characters, the first ones from the time. */
const eventId = () =>
  `01${Date.now().toString(32).toUpperCase()}${randomBytes(8).toString('hex').toUpperCase()}`

/** LINE escapes everything outside ASCII. */
const escaped = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

function webhookRequest(secret: string, destination: string): PreparedRequest {
  const body = escaped({
    destination,
    events: [
      {
        type: 'message',
        mode: 'active',
        timestamp: Date.now(),
        webhookEventId: eventId(),
        deliveryContext: { isRedelivery: false },
        replyToken: randomBytes(16).toString('hex'),
        source: {
          type: 'group',
          groupId: `C${'5'.repeat(32)}`,
          userId: `U${randomBytes(16).toString('hex')}`,
        },
        message: {
          type: 'text',
          id: String(randomInt(2 ** 47)),
          quoteToken: randomBytes(24).toString('base64url'),
          text: TEXTS[randomInt(TEXTS.length)],
        },
      },
    ],
  })
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature }
  return { method: 'POST', path: '/line/webhook', headers, body }
}

function eventRequest(token: string, error: string): PreparedRequest {
  const body = JSON.stringify({
    job_id: randomUUID(),
    worker_id: 'codex-01',
    event_type: 'fetch_failed',
    phase: 'download',
    raw_command_output: { exit_code: 56, stderr: `curl: (56) fetch failed: ${error}` },
    repair_action: 'touch + retry once',
  })
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
  }
  return { method: 'POST', path: '/api/pls/worker-repair-events', headers, body }
}

/** So many requests, no two the same. */
export function requestsOf(traffic: Traffic, count: number): PreparedRequest[] {
  return Array.from({ length: count }, () =>
    traffic.kind === 'webhook'
      ? webhookRequest(traffic.secret, traffic.destination)
      : eventRequest(traffic.token, traffic.errors === 'equal' ? 'connection reset by peer' : letters(12)),
  )
}
