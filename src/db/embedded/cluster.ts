import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import { openClient } from '../connect.ts'
import { findPlace, type Place } from './place.ts'
import { embeddedUrl } from './roles.ts'
import { type ServerUser, serverUser } from './server-user.ts'

/** A running PostgreSQL of ours. `stop` ends it in order; `restart` brings a dead one back on its port. */
export type Cluster = {
  port: number
  isAlive(): boolean
  restart(): Promise<void>
  stop(): Promise<void>
}

const START_LIMIT_MS = 20_000

/** PostgreSQL's programs are given nothing of the host's environment: PGPORT, PGDATESTYLE, TZ and the like are for others. */
const APART = { cwd: '/', env: { TZ: 'UTC' } }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return address.port
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie still answers kill(0); it is not a running server.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** What PostgreSQL writes of itself: process id in line 1, port in line 4. */
function readPostmaster(place: Place): { pid: number; port: number } | null {
  const file = path.join(place.cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && port > 0 && isRunning(pid) ? { pid, port } : null
}

async function answers(port: number, password: string): Promise<boolean> {
  try {
    const url = embeddedUrl('postgres', password, port, 'postgres')
    const client = await openClient(url, { name: 'countersign start', connectLimit: 2_000 })
    await client.end()
    return true
  } catch {
    return false
  }
}

/** Sets up a cluster beside its final place, so that a start killed half-way leaves none behind. */
async function initialise(place: Place, user: ServerUser, password: string): Promise<void> {
  const draft = `${place.cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = `${place.cluster}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) for (const it of [draft, passwordFile]) chownSync(it, user.uid, user.gid)
  const args = [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, '--username=postgres']
  args.push(
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  )
  args.push('--locale=C', '--no-sync')
  try {
    const log = openSync(place.log, 'a')
    const initdb = spawn(place.initdb, args, { ...user, ...APART, stdio: ['ignore', log, log] })
    const [code] = await once(initdb, 'exit')
    if (code !== 0) throw new Error(`initdb ended with ${code}`)
    renameSync(draft, place.cluster)
  } catch (cause) {
    throw new AppError('bad-settings', `The embedded PostgreSQL could not be set up; see ${place.log}.`, {
      cause,
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function spawnServer(place: Place, user: ServerUser, port: number): ChildProcess {
  const log = openSync(place.log, 'a')
  const options = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200']
  // A cluster keeps the zone of the host that it was made on.
  options.push('timezone=UTC', 'log_timezone=UTC')
  const args = ['-D', place.cluster, '-p', String(port), ...options.flatMap((it) => ['-c', it])]
  // Its own process group: Ctrl-C must reach the bot alone, which then stops it in order.
  return spawn(place.postgres, args, { ...user, ...APART, detached: true, stdio: ['ignore', log, log] })
}

async function startServer(place: Place, user: ServerUser, password: string, port: number): Promise<void> {
  const server = spawnServer(place, user, port)
  let exited = false
  server.once('exit', () => {
    exited = true
  })
  server.unref()
  const until = Date.now() + START_LIMIT_MS
  while (!(await answers(port, password))) {
    if (exited || Date.now() > until) {
      throw new AppError('bad-settings', `The embedded PostgreSQL did not start; see ${place.log}.`)
    }
    await wait(20)
  }
}

/** After `kill -9` of the bot its PostgreSQL lives on: use it. Null: none is there, or it is going down. */
async function adopt(place: Place, password: string): Promise<number | null> {
  const until = Date.now() + START_LIMIT_MS
  for (;;) {
    const found = readPostmaster(place)
    if (!found) return null
    if (await answers(found.port, password)) return found.port
    if (Date.now() > until) return null
    await wait(50)
  }
}

async function stopServer(place: Place): Promise<void> {
  const found = readPostmaster(place)
  if (!found) return
  process.kill(found.pid, 'SIGINT')
  while (isRunning(found.pid)) await wait(10)
}

/**
 * Starts (or finds) the PostgreSQL of a data folder. Whoever calls this holds the folder's lock.
 *
 * @param password of its superuser `postgres`; set at the first start.
 */
export async function startCluster(dataDir: string, password: string): Promise<Cluster> {
  const user = serverUser()
  const place = await findPlace(path.resolve(dataDir), user)
  if (!existsSync(place.cluster)) await initialise(place, user, password)
  let port = await adopt(place, password)
  if (port === null) {
    port = await freePort()
    await startServer(place, user, password, port)
  }
  const fixedPort = port
  return {
    port,
    isAlive: () => readPostmaster(place) !== null,
    restart: () => startServer(place, user, password, fixedPort),
    stop: () => stopServer(place),
  }
}
