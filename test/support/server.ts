import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')

export type Outcome = { code: number | null; stdout: string; stderr: string }
export type Line = Record<string, unknown> & { msg: string }

/** A server as a program of its own. */
export type Server = {
  pid: number
  /** The first log line with this `msg`; null if the program ended before. */
  line(msg: string): Promise<Line | null>
  lines: Line[]
  /** Sends a signal and waits for the end: the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
  ended: Promise<number | null>
}

function start(program: string, args: string[], env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '', TZ } = process.env
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(ROOT, program), ...args],
    {
      cwd: ROOT,
      env: { PATH, HOME, TZ, USER: 'tester', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<Outcome> {
  const child = start(program, args, env)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Starts the real bot on free ports; it ends with the test. */
export function startServer(dataDir: string, env: Record<string, string> = {}): Server {
  const child = start('src/main.ts', [], { PORT: '0', SIMULATOR_PORT: '0', DATA_DIR: dataDir, ...env })
  const lines: Line[] = []
  const waiting: { msg: string; give(line: Line | null): void }[] = []
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
    const line = JSON.parse(text) as Line
    lines.push(line)
    for (const it of waiting) if (it.msg === line.msg) it.give(line)
  })
  child.stderr?.resume()
  const ended = once(child, 'close').then(([code]) => {
    for (const it of waiting) it.give(null)
    return code as number | null
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await end('SIGTERM')
  })
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    end,
    line: (msg) => {
      const found = lines.find((it) => it.msg === msg)
      if (found || child.exitCode !== null) return Promise.resolve(found ?? null)
      return new Promise((give) => waiting.push({ msg, give }))
    },
  }
}
