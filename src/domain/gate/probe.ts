import { createHash } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { PLACEHOLDER_LENGTH, PROBE_REDIRECTS, PROBE_SIZE, PROBE_TIME } from '../rules.ts'
import { pinAddress, type Resolve } from './public-address.ts'

/** What the server found when it fetched an artifact itself. */
export type ProbeFinding = {
  url: string
  status: number
  length: number | null
  type: string | null
  sha256: string | null
  /** Why it does not count, whatever the status. */
  problem: string | null
  mayRetry: boolean
}

export type ProbeOptions = {
  resolve: Resolve
  timeMs?: number
  sizeBytes?: number
  /** For tests: where a connection to a checked, public address really goes. */
  dial?: (pinned: LookupAddress) => LookupAddress
}

const PLACEHOLDER =
  /^\W*(placeholder|to ?do|tbd|dummy|lorem ipsum|coming soon|n\/a|null|undefined|\{\}|\[\])\W*$/i

const failed = (url: string, status: number, problem: string, mayRetry = false): ProbeFinding => ({
  url,
  status,
  length: null,
  type: null,
  sha256: null,
  problem,
  mayRetry,
})

/** Looking a name up can't be stopped, but nobody has to wait for it. */
async function unlessAborted<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([result, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** One request to a pinned address: the name is not looked up a second time, so it cannot change in between. */
async function request(url: URL, options: ProbeOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const checked = await unlessAborted(signal, pinAddress(url.hostname, options.resolve))
  const pinned = options.dial?.(checked) ?? checked
  const client = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = client.request(url, {
      signal,
      headers: { 'user-agent': 'countersign-gate', accept: '*/*' },
      agent: false,
      lookup: (_hostname, lookupOptions, done) =>
        lookupOptions.all ? done(null, [pinned]) : done(null, pinned.address, pinned.family),
    })
    sent.once('response', resolve)
    sent.once('error', reject)
    sent.end()
  })
}

async function readBody(response: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function problemOfBody(body: Buffer): string | null {
  if (body.length === 0 || /^\s*$/.test(body.toString('latin1'))) return 'the artifact is empty'
  if (body.length <= PLACEHOLDER_LENGTH && PLACEHOLDER.test(body.toString('utf8').trim()))
    return 'the artifact is a placeholder'
  return null
}

async function examine(url: URL, response: IncomingMessage, limit: number): Promise<ProbeFinding> {
  const status = response.statusCode ?? 0
  const type = response.headers['content-type'] ?? null
  if (status !== 200) {
    response.destroy()
    return { url: url.href, status, length: null, type, sha256: null, problem: null, mayRetry: false }
  }
  const body = await readBody(response, limit)
  if (body === null)
    return { ...failed(url.href, status, `the artifact is over ${limit} bytes, more than is checked`), type }
  const sha256 = createHash('sha256').update(body).digest('hex')
  return {
    url: url.href,
    status,
    length: body.length,
    type,
    sha256,
    problem: problemOfBody(body),
    mayRetry: false,
  }
}

async function follow(start: URL, options: ProbeOptions, signal: AbortSignal): Promise<ProbeFinding> {
  let url = start
  for (let redirects = 0; redirects <= PROBE_REDIRECTS; redirects += 1) {
    if (!/^https?:$/.test(url.protocol)) return failed(url.href, 0, `${url.protocol} is not fetched`)
    const response = await request(url, options, signal)
    const { location } = response.headers
    if (!location || ![301, 302, 303, 307, 308].includes(response.statusCode ?? 0)) {
      return examine(url, response, options.sizeBytes ?? PROBE_SIZE)
    }
    response.destroy()
    if (!URL.canParse(location, url.href))
      return failed(url.href, response.statusCode ?? 0, 'it redirects to something that is no URL')
    url = new URL(location, url)
  }
  return failed(url.href, 0, `it redirects more than ${PROBE_REDIRECTS} times`)
}

/**
 * Fetches an artifact as anybody could: public addresses only, also after each redirect, bounded in
 * time and size. Never throws: what goes wrong is a finding.
 */
export async function probeArtifact(address: string, options: ProbeOptions): Promise<ProbeFinding> {
  if (!URL.canParse(address)) return failed(address, 0, 'it is no URL')
  const limit = options.timeMs ?? PROBE_TIME
  const signal = AbortSignal.timeout(limit)
  try {
    return await follow(new URL(address), options, signal)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Half a body ends in another error than no answer at all.
    if (signal.aborted) return failed(address, 0, `it did not answer within ${limit / 1000} s`, true)
    return failed(address, 0, `it could not be fetched: ${message}`, !message.includes('public internet'))
  }
}
