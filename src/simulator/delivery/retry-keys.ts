import { LineError } from '../api/line-error.ts'
import type { Platform } from '../platform.ts'
import type { SentMessage, Via } from '../state/records.ts'

const REMEMBERED_MS = 24 * 3_600_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const RETRYABLE = /^\/v2\/bot\/message\/(push|multicast|narrowcast|broadcast)$/

/** LINE knows retry keys only for sending by push, multicast, narrowcast and broadcast; elsewhere 400. */
export function requireRetryable(path: string, key: string | undefined): void {
  if (key === undefined || RETRYABLE.test(path)) return
  throw new LineError(400, 'The X-Line-Retry-Key header is not allowed for this endpoint')
}

/** Refuses a key of wrong form (400) and one that was accepted in the last 24 hours (409, with what was sent). */
export function checkRetryKey(platform: Platform, key: string | null): void {
  if (key === null) return
  if (!UUID.test(key)) throw new LineError(400, 'The value for the X-Line-Retry-Key header is invalid')
  const accepted = platform.store.get('retryKey', key.toLowerCase())
  if (!accepted || platform.now() - accepted.at >= REMEMBERED_MS) return
  const message = 'The retry key is already accepted'
  const body = accepted.via === 'push' ? { message, sentMessages: accepted.sentMessages } : { message }
  throw new LineError(409, body, { 'x-line-accepted-request-id': accepted.requestId })
}

export function rememberRetryKey(
  platform: Platform,
  key: string | null,
  accepted: { requestId: string; via: Via; sentMessages: SentMessage[] },
): void {
  if (key === null) return
  platform.store.put('retryKey', key.toLowerCase(), { at: platform.now(), ...accepted })
}
