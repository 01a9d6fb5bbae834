import type { Context } from 'hono'
import { AppError } from '../errors.ts'

/** A request body is at most this long (bytes). */
export const BODY_LIMIT = 1024 * 1024

const BROKEN_OFF = 'The body did not arrive whole: the connection was lost or closed before its end.'

function tooSlow(limit: number): AppError {
  return new AppError('request-timeout', `The body did not arrive within ${limit} ms.`)
}

function tooLarge(): AppError {
  return new AppError('too-large', 'The body is over 1 MiB; keep head and tail of long output.')
}

/**
 * Reads a body as bytes, stopping at 1 MiB whatever its headers promise.
 *
 * @param limit so long is waited for it (ms); without one the server's own limit holds.
 * @throws AppError `too-large`, `request-timeout`, `bad-input` if it broke off.
 */
export async function readBytes(c: Context, limit?: number): Promise<Buffer> {
  const whole = readWhole(c).catch((error) => {
    if (error instanceof AppError) throw error
    throw new AppError('bad-input', BROKEN_OFF, { cause: error })
  })
  if (limit === undefined) return whole
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(limit)), limit)
  })
  try {
    return await Promise.race([whole, late])
  } finally {
    clearTimeout(timer)
  }
}

async function readWhole(c: Context): Promise<Buffer> {
  const bytes = await readToLimit(c)
  c.set('bodyBytes', bytes.length)
  return bytes
}

async function readToLimit(c: Context): Promise<Buffer> {
  const promised = c.req.header('content-length')
  if (Number(promised ?? 0) > BODY_LIMIT) throw tooLarge()
  if (promised !== undefined) {
    // Node reads no more than was promised. At once, not as a web stream: that costs 50 µs of CPU instead of 20.
    const bytes = Buffer.from(await c.req.raw.arrayBuffer())
    if (bytes.length > BODY_LIMIT) throw tooLarge()
    return bytes
  }
  const reader = c.req.raw.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const read = await reader?.read()
    if (!read || read.done) return Buffer.concat(chunks, length)
    length += read.value.length
    if (length > BODY_LIMIT) {
      await reader?.cancel()
      throw tooLarge()
    }
    chunks.push(read.value)
  }
}

/**
 * Reads a JSON body.
 *
 * @returns the value, and the text for those who compare it.
 * @throws AppError `wrong-media-type`, `too-large`, `bad-input` for broken UTF-8 or JSON.
 */
export async function readJson(c: Context): Promise<{ value: unknown; text: string }> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) {
    throw new AppError('wrong-media-type', 'Send JSON with "Content-Type: application/json".')
  }
  if (/charset=(?!"?utf-?8)/i.test(type)) throw new AppError('wrong-media-type', 'Send the JSON as UTF-8.')
  const bytes = await readBytes(c)
  const broken = (message: string, cause: unknown) =>
    new AppError('bad-input', message, { cause, problems: [{ path: '', message }] })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw broken('The body is not valid UTF-8.', error)
  }
  try {
    return { value: JSON.parse(text), text }
  } catch (error) {
    throw broken('The body is not valid JSON.', error)
  }
}
