import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** An event on its way: sent as it is, however often, it has one effect. */
export type Entry = { v: 1; at: string; path: string; key: string; body: unknown }

/** What waits for the server takes at most so many bytes. */
const LIMIT = 16 * 1024 * 1024
const PRIVATE = 0o600

/** The files of one server in the spool folder. */
export type Spool = { dir: string; file: string; prefix: string; rejected: string }

/** Events of one server never go to another one: each address has files of its own. */
export function openSpool(dir: string, url: string): Spool {
  const prefix = `spool-${createHash('sha256').update(url).digest('hex').slice(0, 12)}`
  return {
    dir,
    prefix,
    file: path.join(dir, `${prefix}.jsonl`),
    rejected: path.join(dir, `${prefix}.rejected`),
  }
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Files that a sender took, and may have died over. */
function takenFiles({ dir, prefix }: Spool): string[] {
  if (!fs.existsSync(dir)) return []
  const names = fs.readdirSync(dir).filter((it) => it.startsWith(`${prefix}.`) && it.endsWith('.sending'))
  return names.sort().map((it) => path.join(dir, it))
}

function writeLine(file: string, line: string): void {
  // A line begins with a break, so that what a dying process left half written spoils nothing.
  const bytes = Buffer.from(`\n${line}\n`)
  for (let tries = 0; tries < 3; tries += 1) {
    const fd = fs.openSync(file, 'a', PRIVATE)
    try {
      if (fs.writeSync(fd, bytes) < bytes.length) continue
      fs.fsyncSync(fd)
      // A sender may have taken the file between open and write: then nobody may ever read this line.
      const there = fs.statSync(file, { throwIfNoEntry: false })
      if (there?.ino === fs.fstatSync(fd).ino) return
    } finally {
      fs.closeSync(fd)
    }
  }
  throw new Error(`${file} takes no line`)
}

/**
 * Keeps an event: one private line, on the disk when this returns.
 *
 * @throws Error when the spool is full or cannot be written.
 */
export function keep(spool: Spool, entry: Entry): void {
  fs.mkdirSync(spool.dir, { recursive: true, mode: 0o700 })
  const line = JSON.stringify(entry)
  const used = [spool.file, ...takenFiles(spool)].reduce((sum, it) => sum + sizeOf(it), 0)
  if (used + line.length > LIMIT) throw new Error(`the spool ${spool.file} is full (${used} bytes)`)
  writeLine(spool.file, line)
}

/** Keeps what the server will never take, for a person to look at; bounded as the rest is. */
export function keepRejected(spool: Spool, entry: Entry, why: string): void {
  if (sizeOf(spool.rejected) < LIMIT) writeLine(spool.rejected, JSON.stringify({ why, ...entry }))
}

function isEntry(value: unknown): value is Entry {
  const it = value as Partial<Entry> | null
  return typeof it?.path === 'string' && typeof it.key === 'string' && it.body !== undefined
}

/** The whole lines of a file; half ones were never kept. */
export function readEntries(file: string): Entry[] {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  const byKey = new Map<string, Entry>()
  for (const line of text.split('\n')) {
    try {
      const value: unknown = line === '' ? null : JSON.parse(line)
      if (isEntry(value)) byKey.set(value.key, value)
    } catch {
      // A process was killed while it wrote this line.
    }
  }
  return [...byKey.values()]
}

/**
 * Takes everything that waits: the file is renamed, which only one process can do, and files that
 * others took are taken up too. Two senders of one event do no harm: it has one key.
 */
export function take(spool: Spool): string[] {
  const mine = path.join(
    spool.dir,
    `${spool.prefix}.${process.pid}-${randomBytes(4).toString('hex')}.sending`,
  )
  try {
    fs.renameSync(spool.file, mine)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return takenFiles(spool)
}

/** Puts back what was not sent; what was sent goes. */
export function settle(spool: Spool, file: string, left: Entry[], wasAll: boolean): void {
  if (wasAll && left.length > 0) return
  if (left.length > 0) {
    const next = path.join(spool.dir, `${spool.prefix}.${process.pid}-${randomBytes(4).toString('hex')}`)
    fs.writeFileSync(next, left.map((it) => `${JSON.stringify(it)}\n`).join(''), {
      mode: PRIVATE,
      flush: true,
    })
    fs.renameSync(next, `${next}.sending`)
  }
  fs.rmSync(file, { force: true })
}

/** How many events wait. */
export function countWaiting(spool: Spool): number {
  const files = [spool.file, ...takenFiles(spool)]
  return new Set(files.flatMap(readEntries).map((it) => it.key)).size
}
