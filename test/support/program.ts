import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { Bot } from './bot.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const START_LIMIT_MS = 30_000

export type LogLine = Record<string, unknown> & { msg?: string }

/** The real bot (or another program of ours) as a process of its own. */
export type Program = {
  /** What it has logged. */
  lines: LogLine[]
  /** The line with `msg: "ready"`. */
  ready: LogLine & { url: string; mode: string; simulator_url?: string }
  /** What it wrote to stderr, and its last log lines. */
  complaints(): string
  /** As the kernel does it: nothing is said, nothing is put in order. */
  kill(): Promise<void>
  /** Asks it to stop, and waits until it has; resolves to its exit code. */
  stop(): Promise<number | null>
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal)
    await once(child, 'exit')
  }
  return child.exitCode
}

/**
 * Starts `src/main.ts` with nothing set but `env`, and waits until it is ready. It ends with the test.
 *
 * @throws Error with what it said, if it ends or takes too long.
 */
export async function startProgram(env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TZ: process.env.TZ, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    await end(child, 'SIGTERM')
  })
  const lines: LogLine[] = []
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  const ready = await new Promise<Program['ready']>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`${why}\n${JSON.stringify(lines.slice(-5))}\n${complaints}`))
    const timer = setTimeout(() => fail('the bot was not ready in time'), START_LIMIT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`the bot ended with ${code}`)
    })
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as LogLine
      lines.push(line)
      if (line.msg !== 'ready') return
      clearTimeout(timer)
      resolve(line as Program['ready'])
    })
  })
  return {
    lines,
    ready,
    complaints: () => `${complaints}${lines.slice(-5).map((it) => JSON.stringify(it))}`,
    kill: async () => {
      await end(child, 'SIGKILL')
    },
    stop: () => end(child, 'SIGTERM'),
  }
}

/** Starts the real program on the database of a test's bot, with the same LINE. */
export const startInPlaceOf = ({ database, sim }: Bot, env: Record<string, string> = {}): Promise<Program> =>
  startProgram({
    PORT: '0',
    DATABASE_URL: database.appUrl,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    LINE_CHANNEL_SECRET: sim.secret,
    LINE_CHANNEL_ACCESS_TOKEN: sim.token,
    LINE_API_BASE_URL: sim.url,
    ...env,
  })
