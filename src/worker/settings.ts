import { homedir } from 'node:os'
import path from 'node:path'
import { WorkerError } from './worker-error.ts'

/** What this program is told by flags and environment; flags win. */
export type Settings = {
  url: string
  token: string
  job: string
  worker: string
  /** Where events wait for the server. */
  spoolDir: string
  /** Mean wait before the one retry (ms). */
  retryWait: number
  /** A request may take so long (ms). */
  timeout: number
  /** A JSON file with more rows for the table of failures; empty: none. */
  failures: string
}

type Env = Record<string, string | undefined>
type Flags = Record<string, string | undefined>

/** Where the environment keeps a setting, and which flag beats it. */
export const SETTINGS = {
  url: { env: 'COUNTERSIGN_URL', flag: 'url', help: 'where the bot is, such as http://127.0.0.1:3000' },
  token: { env: 'COUNTERSIGN_TOKEN', flag: 'token', help: 'a worker token (`countersign token create`)' },
  job: { env: 'COUNTERSIGN_JOB', flag: 'job', help: "the job's UUID" },
  worker: { env: 'COUNTERSIGN_WORKER', flag: 'worker', help: 'the name of this worker' },
  spoolDir: { env: 'COUNTERSIGN_SPOOL', flag: 'spool', help: 'folder for events while the server is away' },
  retryWait: { env: 'COUNTERSIGN_RETRY_WAIT_MS', flag: 'retry-wait', help: 'wait before the retry (ms)' },
  timeout: { env: 'COUNTERSIGN_TIMEOUT_MS', flag: 'timeout', help: 'time that a request may take (ms)' },
  failures: { env: 'COUNTERSIGN_FAILURES', flag: 'failures', help: 'JSON file with more known failures' },
} as const satisfies Record<keyof Settings, { env: string; flag: string; help: string }>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const VISIBLE = /^[\x21-\x7e]{1,500}$/

function problemOf(name: keyof Settings, value: string): string | null {
  if (name === 'url' && !/^https?:\/\/[^/]/i.test(value)) return 'must be an http or https address'
  if (name === 'token' && !VISIBLE.test(value)) return 'is no token: it holds spaces or other signs'
  if (name === 'job' && !UUID.test(value)) return 'must be a UUID'
  if ((name === 'retryWait' || name === 'timeout') && !/^\d{1,7}$/.test(value)) return 'must be milliseconds'
  return null
}

function stateDir(env: Env): string {
  const base = env.XDG_STATE_HOME ?? env.LOCALAPPDATA ?? path.join(env.HOME ?? homedir(), '.local', 'state')
  return path.join(base, 'countersign')
}

/**
 * Reads the settings, and insists on those that the command needs.
 *
 * @throws WorkerError `usage`, with all problems at once.
 */
export function readSettings(flags: Flags, env: Env, needed: (keyof Settings)[]): Settings {
  const problems: string[] = []
  const read = (name: keyof Settings): string => {
    const { env: variable, flag } = SETTINGS[name]
    const value = (flags[flag] ?? env[variable] ?? '').trim()
    const problem = value === '' ? null : problemOf(name, value)
    if (value === '' && needed.includes(name))
      problems.push(`${variable} (or --${flag}) is not set: ${SETTINGS[name].help}.`)
    if (problem) problems.push(`${variable} (or --${flag}) ${problem}.`)
    return value
  }
  const settings = {
    url: read('url').replace(/\/+$/, ''),
    token: read('token'),
    job: read('job'),
    worker: read('worker'),
    spoolDir: read('spoolDir') || stateDir(env),
    retryWait: Number(read('retryWait') || 2_000),
    timeout: Number(read('timeout') || 15_000),
    failures: read('failures'),
  }
  if (problems.length > 0)
    throw new WorkerError('usage', `Nothing was done.\n${problems.map((it) => `  - ${it}`).join('\n')}`)
  return settings
}
