import { randomUUID } from 'node:crypto'
import { type Api, isAway } from './api.ts'
import { say } from './say.ts'
import type { Settings } from './settings.ts'
import {
  countWaiting,
  type Entry,
  keep,
  keepRejected,
  openSpool,
  readEntries,
  type Spool,
  settle,
  take,
} from './spool.ts'
import { refusal, serverAway, type WorkerError } from './worker-error.ts'

/** What became of an event: the server's answer, or why it waits or was refused. */
export type Reported<T> =
  | { state: 'sent'; answer: T }
  | { state: 'spooled'; why: string }
  | { state: 'refused'; error: WorkerError }

/** Old events take at most so long at one call (ms); the rest waits for the next. */
const SEND_FOR = 10_000

type Sent = { done: true; answer: unknown } | { done: false; error: WorkerError; mayFollow: boolean }

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function send(api: Api, entry: Entry): Promise<Sent> {
  try {
    const { status, text } = await api.ask('POST', entry.path, entry.body, { key: entry.key })
    const body = parse(text)
    if (status >= 200 && status < 300 && body !== null) return { done: true, answer: body }
    if (isAway(status) || status < 400)
      return { done: false, error: serverAway(`it answered with status ${status}`), mayFollow: true }
    // A wrong token is put right some day; nothing else that the server refuses gets better by waiting.
    return { done: false, error: refusal(status, body), mayFollow: status === 401 }
  } catch (error) {
    return { done: false, error: error as WorkerError, mayFollow: true }
  }
}

type Parts = { settings: Settings; api: Api }

async function sendFile(
  spool: Spool,
  file: string,
  api: Api,
  done: Set<string>,
  end: number,
): Promise<boolean> {
  const entries = readEntries(file)
  const left: Entry[] = []
  let isStopped = false
  for (const entry of entries) {
    if (done.has(entry.key)) continue
    isStopped ||= Date.now() > end
    const sent = isStopped ? null : await send(api, entry)
    if (sent && !sent.done && !sent.mayFollow) {
      keepRejected(spool, entry, sent.error.message)
      say(`an event of ${entry.at} was refused and is kept in ${spool.rejected}: ${sent.error.message}`)
    } else if (!sent?.done) {
      isStopped = true
      left.push(entry)
    } else done.add(entry.key)
  }
  settle(spool, file, left, left.length === entries.length)
  return !isStopped
}

/**
 * Sends what waits, oldest file first, until the server is away again. Never throws: what cannot be
 * sent waits on.
 */
export async function sendWaiting({ settings, api }: Parts, done = new Set<string>()): Promise<void> {
  const spool = openSpool(settings.spoolDir, settings.url)
  try {
    if (countWaiting(spool) === 0) return
    const end = Date.now() + SEND_FOR
    for (const file of take(spool)) if (!(await sendFile(spool, file, api, done, end))) return
  } catch (error) {
    say(`the spool in ${settings.spoolDir} cannot be used: ${(error as Error).message}`)
  }
}

function keepOrSay(spool: Spool, entry: Entry): boolean {
  try {
    keep(spool, entry)
    return true
  } catch (error) {
    say(`an event could not be kept for later: ${(error as Error).message}`)
    return false
  }
}

/**
 * Reports an event: first it is on the disk, then it is sent, then it is taken off. Whatever dies in
 * between, it arrives once.
 */
export async function report<T>(
  parts: Parts,
  path: string,
  body: object,
  at = new Date(),
): Promise<Reported<T>> {
  const spool = openSpool(parts.settings.spoolDir, parts.settings.url)
  const entry: Entry = { v: 1, at: at.toISOString(), path: `/api/pls${path}`, key: randomUUID(), body }
  const isKept = keepOrSay(spool, entry)
  const sent = await send(parts.api, entry)
  if (!sent.done && sent.mayFollow) {
    const where = isKept ? `kept in ${spool.dir}, sent at the next call` : 'NOT kept'
    return { state: 'spooled', why: `${sent.error.message} (${where})` }
  }
  await sendWaiting(parts, new Set([entry.key]))
  return sent.done ? { state: 'sent', answer: sent.answer as T } : { state: 'refused', error: sent.error }
}

/** Keeps an event without asking the server: for a program that is told to end at once. */
export function spoolOnly({ settings }: Parts, path: string, body: object, at: Date): void {
  const entry: Entry = { v: 1, at: at.toISOString(), path: `/api/pls${path}`, key: randomUUID(), body }
  keepOrSay(openSpool(settings.spoolDir, settings.url), entry)
}
