import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { LoadJob, LoadResult } from './programs/load.ts'

/** A program that said `ready`. `readyAfter` is milliseconds from its start. */
export type Program = {
  pid: number
  readyAfter: number
  ready: { url: string; simulator_url?: string }
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000
const ROOT = path.join(import.meta.dirname, '../..')

const MAIN = 'src/main.ts'
const QUIETLY = '--disable-warning=ExperimentalWarning'

/** Our bot gets Node's flags as `npm start` has them; the others and the load run as Node comes. */
function flagsOf(file: string): string[] {
  if (file !== MAIN) return [QUIETLY]
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  const flags = /^node (.*) src\/main\.ts$/.exec(scripts.start)?.[1]
  if (!flags) throw new Error(`npm start is not "node FLAGS ${MAIN}"`)
  return flags.split(' ')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/**
 * Starts a program of ours (path from the project's root) and waits for the JSON line on its stdout
 * whose `msg` is `ready`. Its later lines are read and dropped, as a log collector would.
 * BENCH_NODE_FLAGS adds flags for Node, such as `--cpu-prof`.
 */
export async function startProgram(file: string, env: Record<string, string>): Promise<Program> {
  const startedAt = performance.now()
  const args = [...flagsOf(file), ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? []), path.join(ROOT, file)]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  const ready = await new Promise<Program['ready']>((resolve, reject) => {
    const give = (why: string) => reject(new Error(`${file} ${why}:\n${said.slice(-20).join('\n')}`))
    const timer = setTimeout(() => give('was not ready in time'), START_LIMIT_MS)
    child.once('exit', () => give('ended'))
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      if (!line.includes('"msg":"ready"')) {
        if (said.length < 1_000) said.push(line)
        return
      }
      clearTimeout(timer)
      lines.close()
      child.stdout.resume()
      resolve(JSON.parse(line))
    })
  })
  return { pid: child.pid ?? 0, readyAfter: performance.now() - startedAt, ready, stop: () => stop(child) }
}

/** A process that puts load on a server, one job after the other. */
export type LoadProcess = { run(job: LoadJob): Promise<LoadResult>; stop(): void }

/** Starts the load process. */
export async function startLoadProcess(): Promise<LoadProcess> {
  const child = fork(path.join(import.meta.dirname, 'programs/load.ts'), { execArgv: [QUIETLY] })
  await once(child, 'message')
  return {
    run: async (job) => {
      child.send(job)
      const [answer] = (await once(child, 'message')) as [{ result?: LoadResult; error?: string }]
      if (!answer.result) throw new Error(`the load could not be run: ${answer.error}`)
      return answer.result
    },
    stop: () => child.disconnect(),
  }
}

/** Resident memory of a process in MiB; null where the system does not tell (only Linux does). */
export function residentMemory(pid: number): number | null {
  const file = `/proc/${pid}/status`
  const found = existsSync(file) ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) : null
  return found ? Number(found[1]) / 1_024 : null
}
