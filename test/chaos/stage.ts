import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { openClient } from '../../src/db/connect.ts'
import { type Cluster, startCluster } from '../../src/db/embedded/cluster.ts'
import { embeddedUrl, ensureDatabase } from '../../src/db/embedded/roles.ts'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { type Simulator, startSimulator } from '../../src/simulator/server.ts'
import { postmasterPid } from '../support/postmaster.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning']
const START_LIMIT_MS = 60_000
/** The bot's own limit for its end in order. */
export const STOP_LIMIT_MS = 10_000

/** A bot as a process of its own. `url` is null while it is down. */
export type BotProcess = { child: ChildProcess; url: string; log: string[] }

/** PostgreSQL, LINE and the bots of one campaign; all of it goes with `close`. */
export type Stage = {
  sim: Simulator
  cluster: Cluster
  superuserUrl: string
  startBot(flags?: string[]): Promise<BotProcess>
  cli(...args: string[]): Promise<Record<string, unknown>>
  /** Asks as the superuser, in a session of its own that outlives no outage. */
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
  postmaster(signal: NodeJS.Signals): void
  close(): Promise<void>
}

async function readyLine(child: ChildProcess, log: string[]): Promise<string> {
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  child.stderr?.on('data', (text) => log.push(String(text)))
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${log.slice(-8).join('\n')}`))
    const timer = setTimeout(() => fail('the bot was not ready in time'), START_LIMIT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`the bot ended with ${code} before it was ready`)
    })
    lines.on('line', (line) => {
      log.push(line)
      if (!line.includes('"msg":"ready"')) return
      clearTimeout(timer)
      resolve((JSON.parse(line) as { url: string }).url)
    })
  })
}

async function runCli(env: Record<string, string | undefined>, args: string[]) {
  const child = spawn(process.execPath, [...NODE_FLAGS, 'src/cli/main.ts', ...args, '--json'], {
    cwd: ROOT,
    env,
  })
  let out = ''
  let errors = ''
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    errors += text
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`countersign ${args.join(' ')} ended with ${code}: ${errors}${out}`)
  return JSON.parse(out) as Record<string, unknown>
}

/** Builds the stage: nothing of the bot's own runs in this process but what starts PostgreSQL. */
export async function buildStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-chaos-'))
  const secrets = loadSecrets(folder)
  const cluster = await startCluster(folder, secrets.superuserPassword)
  const { ownerUrl, appUrl } = await ensureDatabase(cluster.port, secrets, 'countersign')
  const sim = await startSimulator({ quota: null })
  const superuserUrl = embeddedUrl('postgres', secrets.superuserPassword, cluster.port, 'countersign')
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: appUrl,
    MIGRATION_DATABASE_URL: ownerUrl,
    LINE_CHANNEL_SECRET: sim.secret,
    LINE_CHANNEL_ACCESS_TOKEN: sim.token,
    LINE_API_BASE_URL: sim.url,
    RATE_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'info',
  }
  const bots = new Set<ChildProcess>()
  const query: Stage['query'] = async (sql, values) => {
    const limits = { connectLimit: 5_000, answerLimit: 15_000 }
    const client = await openClient(superuserUrl, { name: 'chaos', ...limits })
    try {
      return (await client.query(sql, values)).rows
    } finally {
      await client.end().catch(() => {})
    }
  }
  return {
    sim,
    cluster,
    superuserUrl,
    query,
    cli: (...args) => runCli(env, args),
    startBot: async (flags = []) => {
      const child = spawn(process.execPath, [...NODE_FLAGS, ...flags, 'src/main.ts'], {
        cwd: ROOT,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      bots.add(child)
      child.once('exit', () => bots.delete(child))
      const log: string[] = []
      return { child, log, url: await readyLine(child, log) }
    },
    postmaster: (signal) => process.kill(postmasterPid(folder), signal),
    close: async () => {
      for (const child of bots) child.kill('SIGKILL')
      while (bots.size > 0) await wait(20)
      await sim.close()
      await cluster.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Asks a bot to end. @returns how long it took (ms), or null: it did not end in its time and was killed */
export async function stopBot({ child }: BotProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return 0
  const since = Date.now()
  child.kill('SIGTERM')
  const ended = once(child, 'exit').then(() => true)
  // Some time beside its own limit: the machine is busy.
  if (await Promise.race([ended, wait(STOP_LIMIT_MS + 3_000, false)])) return Date.now() - since
  child.kill('SIGKILL')
  await ended
  return null
}

export async function killBot({ child }: BotProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
