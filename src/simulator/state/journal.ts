import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** One line of the journal: rows put or removed together, or a reset of everything. */
export type JournalLine = [table: string, key: string, row: unknown][] | 'reset'

/** An append-only file of JSON lines; what is written here outlives a killed simulator. */
export interface Journal {
  lines: JournalLine[]
  append(line: JournalLine): void
  close(): void
}

/** Keeps nothing: for simulators without a state file. */
export const noJournal: Journal = { lines: [], append() {}, close() {} }

/** Opens `path`, reads what is there and appends from then on. A last line cut off by a crash is dropped. */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true })
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const wholeLength = bytes.lastIndexOf(10) + 1
  const lines = bytes
    .subarray(0, wholeLength)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine)
  const file = openSync(path, 'a')
  ftruncateSync(file, wholeLength)
  return {
    lines,
    append: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  }
}
