import { HTTPFetchError } from '@line/bot-sdk'
import { LineError } from './line-error.ts'

const DETAIL_LIMIT = 1_000

/** The SDK has no time limit of its own and takes no signal: the answer is given up, not awaited. */
export async function withinMs<T>(limitMs: number, what: string, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const message = `LINE did not answer ${what} within ${limitMs / 1000} s.`
    timer = setTimeout(() => reject(new LineError(message, { status: null })), limitMs)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whatever a call of LINE threw, as one error with LINE's own words. */
export function asLineError(what: string, error: unknown): LineError {
  if (error instanceof LineError) return error
  if (error instanceof HTTPFetchError) {
    const requestId = error.headers.get('x-line-request-id')
    const detail = error.body.slice(0, DETAIL_LIMIT)
    return new LineError(`LINE answered ${what} with ${error.status}: ${detail}`, {
      status: error.status,
      requestId,
      cause: error,
    })
  }
  return new LineError(`LINE could not be reached for ${what}.`, { status: null, cause: error })
}
