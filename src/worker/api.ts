import { randomUUID } from 'node:crypto'
import { type HttpAnswer, request } from './http-request.ts'
import type { Settings } from './settings.ts'
import { WORKER_VERSION } from './version.ts'
import { refusal, serverAway } from './worker-error.ts'

/** The server's API as this program uses it. */
export type Api = {
  /** @throws WorkerError `away`, or the server's refusal. */
  get<T>(path: string, options?: { timeout?: number }): Promise<T>
  /** @throws WorkerError `away`, or the server's refusal. */
  post<T>(path: string, body: unknown, options?: { key?: string }): Promise<T>
  /** Any request, with whatever came back. @throws WorkerError `away`. */
  ask(method: string, path: string, body?: unknown, options?: Options): Promise<HttpAnswer>
}

type Options = { key?: string; timeout?: number }

/** The server's answer when the caller is out of date: what to do. */
export const UPDATE_HEADER = 'x-countersign-worker-update'
const VERSION_HEADER = 'x-countersign-worker-version'

/** These say that the server is not able to work just now, whatever was asked. */
export const isAway = (status: number) => status >= 500 || status === 408 || status === 425 || status === 429

/** A 429 that says what stands against it: people have to answer first, and asking again at once is no use. */
const isAnswer = (body: unknown) =>
  body !== null && typeof body === 'object' && 'code' in body && body.code === 'too-many-open-asks'

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** @param onUpdate told once, when the server says that this program is out of date. */
export function createApi(
  settings: Pick<Settings, 'url' | 'token' | 'timeout'>,
  onUpdate: (words: string) => void,
): Api {
  let isTold = false
  const ask: Api['ask'] = async (method, path, body, { key, timeout = settings.timeout } = {}) => {
    const headers = {
      authorization: `Bearer ${settings.token}`,
      [VERSION_HEADER]: WORKER_VERSION,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { 'idempotency-key': key } : {}),
    }
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = await request(`${settings.url}${path}`, { method, headers, body: text, timeout }).catch(
      (error: unknown) => {
        throw serverAway(error instanceof Error ? error.message || String(error) : String(error), error)
      },
    )
    const update = answer.headers[UPDATE_HEADER]
    if (typeof update === 'string' && !isTold) onUpdate(update)
    isTold ||= typeof update === 'string'
    return answer
  }
  async function json<T>(method: string, path: string, body?: unknown, options?: Options): Promise<T> {
    const { status, text } = await ask(method, `/api/pls${path}`, body, options)
    const value = parse(text)
    if (status >= 200 && status < 300 && value !== null) return value as T
    if (isAway(status) && !isAnswer(value)) throw serverAway(`it answered with status ${status}`)
    if (status < 400) throw serverAway(`what answers at ${settings.url} is no Countersign`)
    throw refusal(status, value)
  }
  return {
    ask,
    get: (path, options) => json('GET', path, undefined, options),
    post: (path, body, { key = randomUUID() } = {}) => json('POST', path, body, { key }),
  }
}
