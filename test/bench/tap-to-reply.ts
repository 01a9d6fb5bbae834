import { setTimeout as wait } from 'node:timers/promises'
import type { Bot } from './bot.ts'
import { requestsOf } from './traffic.ts'

/** Milliseconds. */
export type Latency = { p50: number; p99: number; count: number }

type SimMessage = {
  id: string
  from: string
  via: string | null
  user_id: string
  buttons: { label: string }[]
}

/** The demo's PLS owner, who decides what is of low risk. */
const OWNER = 'U20000000000000000000000000000002'
const TAPS = 60
const WARM_UP_TAPS = 10
const ARRIVAL_LIMIT_MS = 10_000

function latency(times: number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), count: sorted.length }
}

/** Follows what arrives in the owner's phone, as the simulator's page does. */
async function followPhone(simulatorUrl: string) {
  const aborted = new AbortController()
  const response = await fetch(`${simulatorUrl}/_sim/stream`, { signal: aborted.signal })
  const arrived: SimMessage[] = []
  const read = async () => {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${text}${chunk}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks.filter((it) => it.includes('event: message'))) {
        arrived.push(JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}'))
      }
    }
  }
  const reading = read().catch(() => {})
  return {
    /** The next message of the bot's that came this way; older ones are forgotten. */
    next: async (via: 'reply' | 'push'): Promise<SimMessage> => {
      const until = performance.now() + ARRIVAL_LIMIT_MS
      for (;;) {
        const found = arrived.find((it) => it.from === 'bot' && it.via === via)
        if (found) {
          arrived.length = 0
          return found
        }
        if (performance.now() > until) throw new Error(`no ${via} arrived in the phone`)
        // A turn of the event loop: a timer would round what is measured up to its own resolution.
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    stop: async () => {
      aborted.abort()
      await reading
    },
  }
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
}

/** Two equal failures, so that a proposal is in the owner's phone. */
async function openProposal(bot: Bot): Promise<void> {
  const traffic = { kind: 'events', token: bot.secrets.demoWorkerToken, errors: 'distinct' } as const
  for (const { path, headers, body } of requestsOf(traffic, 1)) {
    for (const attempt of ['first', 'second']) {
      const own = { ...headers, 'idempotency-key': `${headers['idempotency-key']}-${attempt}` }
      const response = await fetch(`${bot.url}${path}`, { method: 'POST', headers: own, body })
      if (response.status !== 201) throw new Error(`an event was answered ${response.status}`)
    }
  }
}

/**
 * From a tap on 批准, through the webhook, the queue, the committed decision and the outbox, to the
 * answer at LINE, one at a time.
 *
 * @throws if one decision is missing in the database.
 */
export async function measureTaps(bot: Bot): Promise<Latency> {
  const phone = await followPhone(bot.simulatorUrl)
  const times: number[] = []
  for (let tap = 0; tap < WARM_UP_TAPS + TAPS; tap += 1) {
    await openProposal(bot)
    const card = await phone.next('push')
    await wait(20)
    const startedAt = performance.now()
    await post(`${bot.simulatorUrl}/_sim/users/${OWNER}/tap`, { message_id: card.id, label: '批准' })
    await phone.next('reply')
    if (tap >= WARM_UP_TAPS) times.push(performance.now() - startedAt)
  }
  await phone.stop()
  const approved = await bot.db.prisma.workerPolicyDecision.count({ where: { status: 'approved' } })
  if (approved < WARM_UP_TAPS + TAPS) throw new Error(`only ${approved} decisions were committed`)
  return latency(times)
}

/** What Prisma takes to begin and commit a transaction in which nothing happens. */
export async function measureEmptyTransactions(bot: Bot): Promise<Latency> {
  const times: number[] = []
  for (let i = 0; i < 300; i += 1) {
    const startedAt = performance.now()
    await bot.db.prisma.$transaction(async () => {})
    if (i >= 100) times.push(performance.now() - startedAt)
  }
  return latency(times)
}
