import { createMiddleware } from 'hono/factory'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'

/** So many requests may come at once, however low the rate. */
const BURST = 300
/** Buckets of tokens that have been quiet are forgotten; a full bucket says nothing. */
const BUCKETS = 10_000

type Bucket = { left: number; at: number }

/** Each token may make `RATE_LIMIT_PER_MINUTE` requests a minute: a bucket that refills steadily. */
export function limitRate({ clock, rateLimitPerMinute }: Pick<Services, 'clock' | 'rateLimitPerMinute'>) {
  const buckets = new Map<string, Bucket>()
  const perMs = rateLimitPerMinute / 60_000
  return createMiddleware<ApiEnv>(async (c, next) => {
    const id = c.get('tokenId')
    const now = clock.now().getTime()
    const bucket = buckets.get(id) ?? { left: BURST, at: now }
    bucket.left = Math.min(BURST, bucket.left + Math.max(0, now - bucket.at) * perMs)
    bucket.at = now
    if (buckets.size >= BUCKETS && !buckets.has(id)) buckets.clear()
    buckets.set(id, bucket)
    if (bucket.left < 1) {
      c.header('retry-after', String(Math.ceil((1 - bucket.left) / perMs / 1_000)))
      throw new AppError(
        'too-many-requests',
        `This token may make ${rateLimitPerMinute} requests a minute, ${BURST} at once. Wait a little.`,
      )
    }
    bucket.left -= 1
    await next()
  })
}
