import { LineError } from '../api/line-error.ts'
import type { Platform } from '../platform.ts'
import type { ReplyToken } from '../state/records.ts'

const REDELIVERED_MAX_AGE_MS = 20 * 60_000

/**
 * Gives the token if it can be used now: once, in its life after the (re)delivery of the webhook,
 * and for a redelivered event at most 20 minutes after it happened. Otherwise 400.
 */
export function requireReplyToken(platform: Platform, value: unknown): [string, ReplyToken] {
  const token = typeof value === 'string' ? platform.store.get('replyToken', value) : undefined
  if (typeof value !== 'string' || !token || !isUsable(platform, token)) {
    throw new LineError(400, 'Invalid reply token')
  }
  return [value, token]
}

function isUsable(platform: Platform, token: ReplyToken): boolean {
  const now = platform.now()
  if (token.used || now - token.deliveredAt > platform.settings().replyTokenMs) return false
  return !token.redelivered || now - token.eventAt <= REDELIVERED_MAX_AGE_MS
}

export function useReplyToken(platform: Platform, value: string, token: ReplyToken): void {
  platform.store.put('replyToken', value, { ...token, used: true })
}
