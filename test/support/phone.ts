import { expect } from 'vitest'

export type Received = {
  seq: number
  id: string
  from: 'bot' | 'user'
  type: string
  text: string | null
  alt_text: string | null
  via: 'reply' | 'push' | 'multicast' | null
  retry_key: string | null
  buttons: {
    n: number
    label: string
    type: string
    data: string | null
    uri: string | null
    bubble: number | null
  }[]
  texts: string[]
}

/** One person's phone in the simulator. */
export type Phone = {
  userId: string
  /** Types a text; the bot's tasks are run before it resolves. */
  send(text: string): Promise<void>
  /** Taps a button of the newest message that has it, or of the given one; of a carousel in the given bubble, from 1. */
  tap(label: string, messageId?: string, bubble?: number): Promise<void>
  /** Sends a postback with data of our choice. */
  postback(data: string): Promise<void>
  /** What the bot said since the last read. */
  read(): Promise<Received[]>
  /** Everything in the chat. */
  all(): Promise<Received[]>
  /** Does something in the simulator without running the bot's tasks. */
  sim(action: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>
}

async function call(url: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** All that one can read on a message, as one text. */
export const visible = (message: Received | undefined) => (message?.texts ?? []).join('\n')

export function openPhone(simUrl: string, userId: string, runTasks: () => Promise<void>): Phone {
  const base = `${simUrl}/_sim/users/${userId}`
  let seen = 0
  const all = async () => (await call(`${base}/messages`)).body.items as Received[]
  const sim: Phone['sim'] = (action, body) => call(`${base}/${action}`, body)
  const act = async (action: string, body: object) => {
    const answer = await sim(action, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    expect(answer.body.status, JSON.stringify(answer.body)).toBe(200)
    await runTasks()
  }
  return {
    userId,
    all,
    sim,
    send: (text) => act('text', { text }),
    tap: (label, messageId, bubble) => act('tap', { label, message_id: messageId, bubble }),
    postback: (data) => act('postback', { data }),
    read: async () => {
      await runTasks()
      const fresh = (await all()).filter((it) => it.from === 'bot' && it.seq > seen)
      seen = Math.max(seen, ...fresh.map((it) => it.seq))
      return fresh
    },
  }
}
