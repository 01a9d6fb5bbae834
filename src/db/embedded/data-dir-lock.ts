import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../errors.ts'

/** Who holds a data folder, as it says of itself. */
export type Holder = {
  pid: number
  program: string
  started_at: string
  /** Of its PostgreSQL. */
  port?: number
  url?: string
  simulator_url?: string
  basic_id?: string
}

/** A held data folder. `describe` lets others find us; `release` gives it back. */
export type DataDirLock = { describe(holder: Partial<Holder>): void; release(): void }

const holderFile = (dataDir: string) => path.join(dataDir, 'holder.json')

/** Reads who holds (or last held) the folder. */
export function readHolder(dataDir: string): Holder | null {
  const file = holderFile(dataDir)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Holder) : null
}

/** Who holds the folder now; null while they have not said so yet, and what is there is of somebody before. */
function findHolder(dataDir: string): Holder | null {
  const holder = readHolder(dataDir)
  try {
    if (holder) process.kill(holder.pid, 0)
    return holder
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? holder : null
  }
}

function tryLock(dataDir: string): DatabaseSync | null {
  const lock = new DatabaseSync(path.join(dataDir, 'lock.sqlite'), { timeout: 0 })
  try {
    // SQLite holds the operating system's file lock, which is gone with the process however it ends:
    // a pid file would not survive kill -9 and a reused pid.
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch {
    lock.close()
    return null
  }
}

/**
 * Takes the data folder for this process, so that two starts never touch one cluster.
 *
 * @param patience milliseconds to wait while a short command holds it; a running server is final.
 * @throws AppError `data-dir-held`, saying who holds it.
 */
export async function holdDataDir(dataDir: string, program: string, patience = 15_000): Promise<DataDirLock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const until = Date.now() + patience
  for (;;) {
    const lock = tryLock(dataDir)
    if (lock) return heldLock(lock, dataDir, program)
    const holder = findHolder(dataDir)
    if (holder?.program === 'server' || Date.now() > until) {
      throw new AppError(
        'data-dir-held',
        `${dataDir} is held by ${describeHolder(holder)}. Stop it first, or set DATA_DIR to another folder.`,
      )
    }
    await wait(100)
  }
}

function describeHolder(holder: Holder | null): string {
  if (!holder) return 'another process'
  const at = holder.url ? ` at ${holder.url}` : ''
  return `the ${holder.program} with process id ${holder.pid}${at}, since ${holder.started_at}`
}

function heldLock(lock: DatabaseSync, dataDir: string, program: string): DataDirLock {
  // Who the bot is in LINE outlives the process: a command that runs alone can still make links.
  const basic_id = readHolder(dataDir)?.basic_id
  let holder: Holder = { basic_id, pid: process.pid, program, started_at: new Date().toISOString() }
  const describe = (more: Partial<Holder>) => {
    holder = { ...holder, ...more }
    // Others read it at any moment: it is whole, or still the one before.
    const draft = `${holderFile(dataDir)}.new`
    writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 })
    renameSync(draft, holderFile(dataDir))
  }
  describe({})
  return { describe, release: () => lock.close() }
}
