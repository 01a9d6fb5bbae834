import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { FAILURE_TABLE, type FailureRow } from './failure-table.ts'
import { shorten } from './storable-text.ts'
import { WorkerError } from './worker-error.ts'

export type Failure = Pick<FailureRow, 'kind' | 'event_type' | 'why'> & {
  /** The last line that says what failed. */
  error: string
}

export type Ended = {
  command: string[]
  exitCode: number | null
  signal: string | null
  stdout: string
  stderr: string
}

/** Of a printed stack these lines say where, not what. */
const SAYS_WHERE = /^\s*(?:at\s|\^+\s*$|errno:|code:|syscall:|address:|port:|hostname:|File ")/
const ERROR_LIMIT = 500
const LINES = 400

/** Lines that may say what failed, the last first; what is on stderr says more than what is on stdout. */
function linesOf({ stderr, stdout }: Ended): string[] {
  const each = [stderr, stdout].flatMap((it) =>
    it
      .split(/\r?\n|\r/)
      .slice(-LINES)
      .reverse(),
  )
  // A line that never ends would take long to search.
  return each.map((it) => it.slice(0, 4_000)).filter((it) => it.trim() !== '' && !SAYS_WHERE.test(it))
}

function fitsCode(row: FailureRow, { command, exitCode }: Ended): boolean {
  if (exitCode === null || !row.exit_codes?.includes(exitCode)) return false
  return row.program === undefined || new RegExp(row.program).test(path.basename(command[0] ?? ''))
}

function lastWords(ended: Ended, lines: string[]): string {
  const [line] = lines
  const how = ended.signal ? `ended by ${ended.signal}` : `exit code ${ended.exitCode}`
  return line ? line.trim() : `${path.basename(ended.command[0] ?? '')}: ${how}`
}

/** A shell passes on that a signal ended its command as 128 and the signal's number. */
function withSignal(ended: Ended): Ended {
  const number = (ended.exitCode ?? 0) - 128
  const name = Object.entries(constants.signals).find(([, it]) => it === number)?.[0]
  return name && ended.signal === null ? { ...ended, signal: name } : ended
}

/**
 * Says what kind of failure this is, by the table: line by line from the last one up, then by exit
 * code. What no row knows is permanent: it is not tried again.
 */
export function classifyFailure(given: Ended, more: FailureRow[] = []): Failure {
  const ended = withSignal(given)
  const table = [...more, ...FAILURE_TABLE]
  const patterns = table.flatMap((row) =>
    row.pattern ? [{ row, pattern: new RegExp(row.pattern, 'i') }] : [],
  )
  const lines = linesOf(ended)
  // A program that something killed from outside had no say in what it printed last.
  for (const line of ended.signal ? [] : lines) {
    const found = patterns.find(({ pattern }) => pattern.test(line))
    if (found) return { ...pick(found.row), error: shorten(line.trim(), ERROR_LIMIT) }
  }
  const error = shorten(lastWords(ended, lines), ERROR_LIMIT)
  const byCode = table.find((row) => fitsCode(row, ended))
  if (byCode) return { ...pick(byCode), error }
  const why = ended.signal ? `it was ended by ${ended.signal}` : 'this failure is not in the table'
  return { kind: 'permanent', event_type: 'manual_blocker', why, error }
}

const pick = ({ kind, event_type, why }: FailureRow) => ({ kind, event_type, why })

function isRow(value: unknown): value is FailureRow {
  const it = value as Partial<FailureRow> | null
  if (it?.kind !== 'transient' && it?.kind !== 'permanent') return false
  if (typeof it.event_type !== 'string') return false
  try {
    new RegExp(`${it.pattern ?? ''}${it.program ?? ''}`)
    return typeof it.pattern === 'string' || Array.isArray(it.exit_codes)
  } catch {
    return false
  }
}

/**
 * Rows of somebody's own, tried before ours.
 *
 * @param file a JSON array of rows; empty: none.
 * @throws WorkerError `usage`.
 */
export function readMoreFailures(file: string): FailureRow[] {
  if (file === '') return []
  try {
    const rows: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(rows) && rows.every(isRow))
      return rows.map((it) => ({ ...it, why: it.why ?? 'your own row' }))
    throw new Error('it must be an array of {kind, event_type, pattern or exit_codes}')
  } catch (error) {
    throw new WorkerError(
      'usage',
      `The table of failures ${file} cannot be used: ${(error as Error).message}`,
    )
  }
}
