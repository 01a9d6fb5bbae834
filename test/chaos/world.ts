import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'

/** One error that was reported twice: it must become one card, and one decision. */
export type Reported = { word: string; events: string[]; isDecided: boolean }

/** What a person typed and LINE brought to the bot. */
export type Said = { at: number; text: string }

/**
 * The people and the worker, and what they did: kept here, by what they saw themselves, and by nothing that the
 * bot says of its own books.
 */
export type World = {
  reported: Reported[]
  /** Commands whose webhook was answered with 200. */
  said: Said[]
  taps: { word: string; acknowledged: number }[]
  stop(): Promise<void>
  ownerId: string
  setUrl(url: string | null): Promise<void>
}

type Message = { seq: number; from: string; texts: string[]; buttons: { label: string }[]; id: string }

const OWNER = 'U00000000000000000000000000000c01'
const RETRY_MS = 150

async function json(url: string, method: string, body?: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  return { status: response.status, body: await response.json() }
}

/** All that the owner's phone shows. */
export async function messagesOf(stage: Stage, userId: string): Promise<Message[]> {
  const { body } = await json(`${stage.sim.url}/_sim/users/${userId}/messages`, 'GET')
  return (body as { items: Message[] }).items
}

export const textOf = (message: Message) => message.texts.join('\n')

/** A PLS owner joins with an invite, as people do. @throws Error if the bot does not answer */
async function join(stage: Stage): Promise<string> {
  const base = `${stage.sim.url}/_sim/users`
  await json(base, 'POST', { name: '林怡君', user_id: OWNER, silent: true })
  const { code } = await stage.cli('invite', '--role', 'pls_owner', '--name', '林怡君')
  await json(`${base}/${OWNER}/text`, 'POST', { text: `綁定 ${code}` })
  for (let n = 0; n < 200; n += 1) {
    const rows = await stage.query('select 1 from members where line_user_id = $1', [OWNER])
    if (rows.length > 0) return OWNER
    await wait(100)
  }
  throw new Error('the owner could not join')
}

type Doing = {
  stage: Stage
  random: Random
  token: string
  url: string | null
  isOver: boolean
  world: World
}

/** Reports an event until the bot says that it has it; the same key each time. */
async function report(it: Doing, word: string): Promise<string | null> {
  const key = randomUUID()
  const body = JSON.stringify({
    job_id: '0190b1d0-0000-7000-8000-000000000001',
    worker_id: 'chaos-1',
    event_type: 'schema_error',
    phase: 'chaos',
    raw_command_output: { stderr: `ValidationError: field ${word} must be a number` },
    repair_action: 'change_prompt',
  })
  while (!it.isOver) {
    const answer = await fetch(`${it.url}/api/pls/worker-repair-events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${it.token}`,
        'idempotency-key': key,
      },
      body,
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null)
    if (answer?.status === 201) return ((await answer.json()) as { id: string }).id
    await answer?.arrayBuffer().catch(() => {})
    await wait(RETRY_MS)
  }
  return null
}

async function workerLoop(it: Doing): Promise<void> {
  while (!it.isOver) {
    const entry: Reported = { word: it.random.word(), events: [], isDecided: false }
    for (const _ of [1, 2]) {
      const id = await report(it, entry.word)
      if (id) entry.events.push(id)
    }
    if (entry.events.length === 2) it.world.reported.push(entry)
    await wait(it.random.between(100, 500))
  }
}

/** Taps 批准 on each new card, and once more on some: the second tap must change nothing. */
async function ownerLoop(it: Doing): Promise<void> {
  const { stage, world } = it
  const base = `${stage.sim.url}/_sim/users/${OWNER}`
  const tapped = new Set<string>()
  while (!it.isOver) {
    const cards = (await messagesOf(stage, OWNER)).filter(
      (message) => message.from === 'bot' && message.buttons.some(({ label }) => label.startsWith('批准')),
    )
    for (const card of cards) {
      const entry = world.reported.find(({ word }) => textOf(card).includes(word))
      if (!entry || tapped.has(card.id) || it.isOver) continue
      const label = card.buttons.find((button) => button.label.startsWith('批准'))?.label
      const { body } = await json(`${base}/tap`, 'POST', { message_id: card.id, label })
      if ((body as { status: number | null }).status !== 200) continue
      entry.isDecided = true
      const isTwice = it.random.below(4) === 0
      if (isTwice) await json(`${base}/tap`, 'POST', { message_id: card.id, label })
      tapped.add(card.id)
      world.taps.push({ word: entry.word, acknowledged: isTwice ? 2 : 1 })
    }
    await say(it)
    await wait(it.random.between(150, 600))
  }
}

async function say({ stage, world }: Doing): Promise<void> {
  const at = Date.now()
  const { body } = await json(`${stage.sim.url}/_sim/users/${OWNER}/text`, 'POST', { text: '我是誰' })
  if ((body as { status: number | null }).status === 200) world.said.push({ at, text: '我是誰' })
}

/** People join, a worker gets its token, and everybody begins. */
export async function beginWorld(stage: Stage, random: Random, url: string): Promise<World> {
  const setUrl = async (now: string | null) => {
    doing.url = now
    if (now)
      await json(`${stage.sim.url}/_sim/settings`, 'PUT', {
        webhook_url: `${now}/line/webhook`,
        redelivery: true,
      })
  }
  const world: World = { reported: [], said: [], taps: [], ownerId: OWNER, setUrl, stop: async () => {} }
  const doing: Doing = { stage, random, token: '', url, isOver: false, world }
  await setUrl(url)
  await join(stage)
  const made = await stage.cli(
    'token',
    'create',
    '--role',
    'worker',
    '--name',
    'chaos',
    '--worker-id',
    'chaos-1',
  )
  doing.token = String(made.token)
  const loops = [workerLoop(doing), workerLoop(doing), ownerLoop(doing)]
  world.stop = async () => {
    doing.isOver = true
    await Promise.all(loops)
  }
  return world
}
