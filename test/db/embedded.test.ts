import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { holdDataDir, readHolder } from '../../src/db/embedded/data-dir-lock.ts'
import { startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.ts'
import { connect } from '../support/break-in.ts'
import { aDataDir } from '../support/data-dir.ts'
import { clusterDir, postmasterPid } from '../support/postmaster.ts'
import { startServer } from '../support/server.ts'

const log = pino({ level: 'silent' })
const isRoot = process.getuid?.() === 0

async function start(dataDir: string) {
  const embedded = await startEmbeddedDatabase(dataDir, 'server', log)
  let isStopped = false
  const stop = async () => {
    if (!isStopped) await embedded.stop()
    isStopped = true
  }
  onTestFinished(stop)
  return { ...embedded, stop }
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const db = openDatabase(url, 1)
  try {
    return (await db.pool.query(sql)).rows
  } finally {
    await db.close()
  }
}

test('from nothing a real PostgreSQL is there, in a folder that only we can read', async () => {
  const dataDir = await aDataDir()
  const { appUrl, ownerUrl } = await start(dataDir)
  expect(await ask(appUrl, 'select current_user as who')).toEqual([{ who: 'countersign_app' }])
  expect(await ask(ownerUrl, 'select current_user as who')).toEqual([{ who: 'countersign_owner' }])
  expect(await ask(appUrl, "select current_setting('listen_addresses') as at")).toEqual([{ at: '127.0.0.1' }])
  expect(statSync(path.join(dataDir, 'secrets.json')).mode & 0o077).toBe(0)
  expect(statSync(path.join(dataDir, 'holder.json')).mode & 0o077).toBe(0)
  expect(statSync(clusterDir(dataDir)).mode & 0o077).toBe(0)
})

test('nobody comes in without a password', async () => {
  const { appUrl } = await start(await aDataDir())
  for (const user of ['postgres', 'countersign_owner', 'countersign_app']) {
    const url = new URL(appUrl)
    url.username = user
    url.password = 'guess'
    await expect(connect(url.href)).rejects.toThrow(/password authentication failed/)
  }
})

test('what was written is there at the next start', async () => {
  const dataDir = await aDataDir()
  const first = await start(dataDir)
  await ask(first.ownerUrl, 'create table kept as select 42 as answer')
  await first.stop()
  expect(existsSync(path.join(clusterDir(dataDir), 'postmaster.pid'))).toBe(false)
  const second = await start(dataDir)
  expect(await ask(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
})

test('a first start that was killed half-way stands in no way', async () => {
  const dataDir = await aDataDir()
  mkdirSync(dataDir, { mode: 0o700 })
  const { stop } = await start(dataDir)
  await stop()
  const cluster = clusterDir(dataDir)
  mkdirSync(`${cluster}.new/base`, { recursive: true })
  writeFileSync(`${cluster}.new/PG_VERSION`, '18')
  const other = await aDataDir()
  mkdirSync(path.join(other, 'postgres.new'), { recursive: true })
  writeFileSync(path.join(other, 'postgres.new', 'PG_VERSION'), '18')
  for (const dir of [dataDir, other]) {
    const { appUrl } = await start(dir)
    expect(await ask(appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  }
})

test('as root the database works in a folder that is closed to others; otherwise it lives in the data folder', async () => {
  const dataDir = await aDataDir()
  expect(statSync(path.dirname(dataDir)).mode & 0o077).toBe(0)
  const { appUrl } = await start(dataDir)
  expect(await ask(appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(path.dirname(clusterDir(dataDir)) === dataDir).toBe(!isRoot)
  if (isRoot) {
    expect(statSync(path.dirname(dataDir)).mode & 0o077).toBe(0)
    expect(statSync(clusterDir(dataDir)).uid).not.toBe(0)
  }
})

test('a PostgreSQL that dies while the bot lives comes back, with what was written', async () => {
  const dataDir = await aDataDir()
  const { ownerUrl } = await start(dataDir)
  await ask(ownerUrl, 'create table kept as select 42 as answer')
  const pid = postmasterPid(dataDir)
  process.kill(pid, 'SIGKILL')
  const look = () => ask(ownerUrl, 'select answer from kept')
  expect(await vi.waitFor(look, { timeout: 25_000, interval: 50 })).toEqual([{ answer: 42 }])
  expect(postmasterPid(dataDir)).not.toBe(pid)
})

test('after kill -9 of the bot the PostgreSQL that it left is found and used', async () => {
  const dataDir = await aDataDir()
  const first = startServer(dataDir)
  const ready = await first.line('ready')
  expect(ready).toMatchObject({
    mode: 'simulator',
    url: expect.any(String),
    simulator_url: expect.any(String),
  })
  const pid = postmasterPid(dataDir)
  await first.end('SIGKILL')
  expect(() => process.kill(pid, 0)).not.toThrow()

  const second = startServer(dataDir)
  expect(await second.line('ready')).not.toBeNull()
  expect(postmasterPid(dataDir)).toBe(pid)
  expect(await second.end('SIGTERM')).toBe(0)
  expect(existsSync(path.join(clusterDir(dataDir), 'postmaster.pid'))).toBe(false)
}, 60_000)

test('of two starts at the same moment one wins, and the other says who holds the data folder', async () => {
  const dataDir = await aDataDir()
  const servers = [startServer(dataDir), startServer(dataDir)]
  const ready = await Promise.all(servers.map((it) => it.line('ready')))
  expect(ready.filter((it) => it !== null)).toHaveLength(1)
  const [winner, loser] = ready[0] === null ? servers.reverse() : servers
  expect(await loser?.ended).toBe(1)
  const last = loser?.lines.at(-1)
  expect(last?.msg).toContain(`held by the server with process id ${winner?.pid}`)
  expect(last?.msg).toContain('DATA_DIR')
  expect(readHolder(dataDir)).toMatchObject({ pid: winner?.pid, program: 'server' })
}, 60_000)

test('a later start is told at once, also where the running bot is', async () => {
  const dataDir = await aDataDir()
  const first = startServer(dataDir)
  const ready = await first.line('ready')
  const second = startServer(dataDir)
  expect(await second.ended).toBe(1)
  expect(second.lines.at(-1)?.msg).toContain(String(ready?.url))
  expect(first.lines.at(-1)?.msg).not.toBe('stopping')
}, 60_000)

test('who held a folder before a crash is not taken for its holder now', async () => {
  const dataDir = await aDataDir()
  const held = await holdDataDir(dataDir, 'server')
  const gone = { pid: 2 ** 22 + 1, program: 'server', started_at: '2026-11-22T00:00:00.000Z', port: 1 }
  writeFileSync(path.join(dataDir, 'holder.json'), JSON.stringify(gone))
  await expect(holdDataDir(dataDir, 'server', 300)).rejects.toThrow('held by another process')
  const late = expect(holdDataDir(dataDir, 'server')).rejects.toThrow(`process id ${process.pid} at http://x`)
  held.describe({ url: 'http://x' })
  await late
  held.release()
  const free = await holdDataDir(dataDir, 'command')
  expect(readHolder(dataDir)).toMatchObject({ program: 'command', pid: process.pid })
  expect(readHolder(dataDir)?.url).toBeUndefined()
  free.release()
})

test('a data folder that can not be written is said to be so', async () => {
  const dataDir = await aDataDir()
  mkdirSync(path.dirname(dataDir), { recursive: true })
  writeFileSync(dataDir, 'a file')
  await expect(startEmbeddedDatabase(dataDir, 'server', log)).rejects.toThrow(/EEXIST|ENOTDIR|not a folder/)
  expect(readdirSync(path.dirname(dataDir))).toEqual(['data'])
})
