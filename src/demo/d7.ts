import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { readHolder } from '../db/embedded/data-dir-lock.ts'
import { reach } from '../db/embedded/roles.ts'
import { loadSecrets } from '../db/embedded/secrets.ts'
import type { Ctx } from '../domain/context.ts'
import { DAY } from '../domain/rules.ts'
import { planOf } from '../domain/schedules/plan.ts'
import { runSlotNow } from '../domain/schedules/run-due.ts'
import { playD7 } from './d7-story.ts'
import { seededIds } from './seeded-chance.ts'

// npm run demo:d7 [-- --fast]: a bot of its own with a moved clock and the simulator plays the first
// seven days. Open the phones at the address that it prints, and watch. Ctrl-C ends it.

const PACE_MS = process.argv.includes('--fast') ? 0 : 4_000
const LIMIT_MS = 20_000
const LOOK_AGAIN_MS = 100

const say = (line: string) => process.stdout.write(`${line}\n`)
const dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'countersign-d7-')), 'data')

type Ready = { url: string; simulator_url: string }

function startBot(): ChildProcess {
  const here = import.meta.dirname
  const flags = ['--disable-warning=ExperimentalWarning', '--import', path.join(here, 'moved-clock.ts')]
  return spawn(process.execPath, [...flags, path.join(here, '../main.ts')], {
    env: { PORT: '0', SIMULATOR_PORT: '0', ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
}

async function readyOf(bot: ChildProcess): Promise<Ready> {
  const lines = createInterface({ input: bot.stdout ?? process.stdin })
  for await (const line of lines) {
    if (!line.startsWith('{')) continue
    const found = JSON.parse(line) as Ready & { msg: string }
    if (found.msg === 'ready') {
      bot.stdout?.resume()
      return found
    }
  }
  throw new Error('the bot did not start')
}

async function call(url: string, body?: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(answer)}`)
  return answer
}

/** Waits for what the bot does in its own time. */
async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT_MS
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await pause(LOOK_AGAIN_MS)
  }
}

type Message = { from: string; texts: string[]; buttons: { label: string }[] }

async function phoneOf(simulatorUrl: string, name: string) {
  const { items } = (await call(`${simulatorUrl}/_sim/users`)) as {
    items: { name: string; user_id: string }[]
  }
  const base = `${simulatorUrl}/_sim/users/${items.find((it) => it.name === name)?.user_id}`
  const read = async () => ((await call(`${base}/messages`)) as { items: Message[] }).items
  return { base, read }
}

async function play(bot: ChildProcess, { url, simulator_url }: Ready): Promise<void> {
  const token = loadSecrets(dataDir).demoWorkerToken
  const { appUrl } = reach(readHolder(dataDir)?.port ?? 0, loadSecrets(dataDir), 'countersign')
  const db = openDatabase(appUrl, 2)
  let moved = 0
  const clock = { now: () => new Date(Date.now() + moved) }
  const actor = { kind: 'operator', name: 'demo' } as const
  const ctx: Ctx = { db: db.prisma, clock, ids: seededIds(Date.now(), clock.now), actor }
  const config = loadConfig(process.env)
  try {
    await playD7({
      say: (line) => say(`${clock.now().toISOString().slice(0, 10)}  ${line}`),
      post: async (route, body) => {
        const answer = await call(`${url}${route}`, body, token)
        await pause(PACE_MS)
        return answer
      },
      tap: async (name, label) => {
        const phone = await phoneOf(simulator_url, name)
        // The newest card: the three questions of the ask have the same buttons.
        const hasCard = (it?: Message) => it?.texts.some((text) => text.includes('Connection reset')) ?? false
        await until(`a card for ${name}`, async () => hasCard((await phone.read()).at(-1)))
        await pause(PACE_MS)
        await call(`${phone.base}/tap`, { label })
        await until('the decision', async () => (await phone.read()).at(-1)?.from === 'bot')
        await pause(PACE_MS)
      },
      moveDays: async (days) => {
        moved += days * DAY
        const done = once(bot, 'message')
        bot.send({ offset: moved })
        await done
      },
      runScorecard: async () => {
        await runSlotNow(ctx, planOf(config), 'd7-scorecard', null)
        const phone = await phoneOf(simulator_url, 'Louis')
        const isCard = (it?: Message) => it?.texts.some((text) => text.includes('第 7 天計分卡')) ?? false
        await until('the scorecard', async () => (await phone.read()).some(isCard))
        say((await phone.read()).findLast(isCard)?.texts.join('\n') ?? '')
      },
    })
  } finally {
    await db.close()
  }
}

const bot = startBot()
const ended = once(bot, 'exit')
process.on('SIGINT', () => bot.kill('SIGTERM'))
try {
  const ready = await readyOf(bot)
  say(`手機在這裡看：${ready.simulator_url}`)
  await pause(PACE_MS)
  await play(bot, ready)
  if (PACE_MS > 0) {
    say('演完了。按 Ctrl-C 結束。')
    await ended
  }
} finally {
  bot.kill('SIGTERM')
  await ended
  await rm(path.dirname(dataDir), { recursive: true, force: true })
}
