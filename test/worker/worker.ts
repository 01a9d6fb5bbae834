import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { type Bot, startBot } from '../support/bot.ts'
import { aFolder, type Ended, type Program, type Started, start } from './programs.ts'
import { openWay, type Way } from './way.ts'

/** A worker on its own machine: a claimed job, and a way to the bot that can break. */
export type Worker = {
  bot: Bot
  way: Way
  job: string
  folder: string
  env: Record<string, string>
  /** Runs countersign-worker to its end. */
  call(...args: string[]): Promise<Ended>
  start(args: string[], options?: { env?: Record<string, string>; input?: string | Buffer }): Started
  /** What waits in the spool, as lines; `null` when there is no file. */
  spooled(): string[]
  /** A shell command that fails so often before it succeeds; `tries()` says how often it ran. */
  failing(times: number, words?: string, code?: number): { command: string[]; tries(): number }
}

function linesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((it) => it.startsWith('spool-') && !it.endsWith('.rejected'))
  return files.flatMap((it) => readFileSync(path.join(folder, it), 'utf8').split('\n').filter(Boolean))
}

/** @param program the bin or the one file. */
export async function aWorker(program: Program, given: { bot?: Bot } = {}): Promise<Worker> {
  const bot = given.bot ?? (await startBot())
  const way = await openWay(bot.url)
  const argv = await program()
  const folder = await aFolder()
  const job = randomUUID()
  const env = {
    HOME: folder,
    COUNTERSIGN_URL: way.url,
    COUNTERSIGN_TOKEN: await bot.token('worker', 'codex-01'),
    COUNTERSIGN_JOB: job,
    COUNTERSIGN_WORKER: 'codex-01',
    COUNTERSIGN_SPOOL: folder,
    COUNTERSIGN_RETRY_WAIT_MS: '1',
  }
  const begin: Worker['start'] = (args, options = {}) =>
    start([...argv, ...args], { ...options, env: { ...env, ...options.env } })
  const call = (...args: string[]) => begin(args).ended
  let scripts = 0
  const failing: Worker['failing'] = (times, words = 'fetch failed: Connection reset by peer', code = 7) => {
    scripts += 1
    const counter = path.join(folder, `tries-${scripts}`)
    const script = `echo x >> "$1"; [ $(wc -l < "$1") -gt ${times} ] && echo well && exit 0; echo "$2" >&2; exit ${code}`
    return {
      command: ['sh', '-c', script, 'sh', counter, words],
      tries: () => readFileSync(counter, 'utf8').split('\n').length - 1,
    }
  }
  const claimed = await call('claim', '--title', 'a job')
  expect(claimed.stderr).toBe('')
  expect(claimed.code).toBe(0)
  return { bot, way, job, folder, env, call, start: begin, spooled: () => linesIn(folder), failing }
}

type Raw = {
  command: string
  recovered: boolean
  error: string
  attempts: { exit_code: number; stdout: string; stderr: string }[]
  touch?: string
  not_retried?: string
}

/** The repair events of a bot, oldest first. */
export async function eventsOf({ bot }: Pick<Worker, 'bot'>) {
  const rows = await bot.db.prisma.workerRepairEvent.findMany({ orderBy: { id: 'asc' } })
  return rows.map((it) => ({ ...it, raw: it.rawCommandOutput as unknown as Raw }))
}

export const text = (it: Ended) => `${it.code ?? it.signal}\n${it.stdout}\n${it.stderr}`
