import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { BYTES_PER_TOKEN_A_DAY, DAY, REQUEST_BURST } from '../domain/rules.ts'
import { hashToken } from '../domain/tokens/create.ts'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'
import { bearerToken } from './authenticate.ts'
import { BODY_LIMIT } from './read-body.ts'

/** How many requests a token may make, and how many bytes it may send, over all replicas. */
export type RequestBudget = {
  /** Before the token is looked up: one that is known to have nothing left costs no query. */
  refuseEarly: MiddlewareHandler<ApiEnv>
  /** Takes one request, and the bytes of its body. */
  spend: MiddlewareHandler<ApiEnv>
}

type Parts = Pick<Services, 'clock' | 'db' | 'log' | 'rateLimitPerMinute'>

/** What this process has leased of a token's budget, and what it knows of it. Times in ms. */
type Lease = {
  left: number
  until: number
  refusedUntil: number
  day: number
  /** Of this day, over all replicas as far as known, with those not reported yet. */
  bytes: number
  unreported: number
  asking: Promise<void> | null
}

/** What is leased and not used within this time is lost (ms); the bucket fills by itself. */
const LEASE_TTL_MS = 10_000
const LEASE = { least: 5, most: 50 }
/** So many bytes may be unknown to the other replicas. */
const UNREPORTED_BYTES = 4 * 1024 * 1024
/** Tokens that have been quiet are forgotten. */
const MOST_TOKENS = 10_000
const MIB = 1024 * 1024

const TAKE = 'select granted, available, day_bytes from take_budget($1, $2, $3, $4, $5, $6)'
type Taken = { granted: number; available: number; day_bytes: string }

const newLease = (): Lease => ({
  left: 0,
  until: 0,
  refusedUntil: 0,
  day: 0,
  bytes: 0,
  unreported: 0,
  asking: null,
})

function tooManyRequests(perMinute: number, waitMs: number): AppError {
  return new AppError(
    'too-many-requests',
    `This token may make ${perMinute} requests a minute, ${REQUEST_BURST} at once. Wait a little.`,
    { retryAfter: Math.max(1, Math.ceil(waitMs / 1_000)) },
  )
}

function tooManyBytes(now: number): AppError {
  const reset = (Math.floor(now / DAY) + 1) * DAY
  return new AppError(
    'too-many-bytes',
    `This token may send ${BYTES_PER_TOKEN_A_DAY / MIB} MiB a day, and has. It may send again from ${new Date(reset).toISOString()}; reading still works. Keep head and tail of long output.`,
    { retryAfter: Math.ceil((reset - now) / 1_000) },
  )
}

/** What of a body will be read: nothing of one that is too large; null: its length was not promised. */
function promisedBytes(c: Context): number | null {
  const promised = c.req.header('content-length')
  if (promised === undefined) return null
  const bytes = Number(promised) || 0
  return bytes > BODY_LIMIT ? 0 : bytes
}

const hasBody = (c: Context) => c.req.header('transfer-encoding') !== undefined || (promisedBytes(c) ?? 0) > 0

/**
 * A bucket of each token stands in the database and refills steadily; this process leases a second's
 * worth of requests from it at a time, so that most requests ask nobody.
 */
export function createRequestBudget({ clock, db, log, rateLimitPerMinute }: Parts): RequestBudget {
  const leases = new Map<string, Lease>()
  const perMs = rateLimitPerMinute / 60_000
  const size = Math.min(LEASE.most, Math.max(LEASE.least, Math.ceil(perMs * 1_000)))
  const now = () => clock.now().getTime()

  function leaseOf(key: string): Lease {
    const found = leases.get(key)
    if (found) return found
    if (leases.size >= MOST_TOKENS) leases.clear()
    const lease = newLease()
    leases.set(key, lease)
    return lease
  }

  function bytesOf(lease: Lease): number {
    const today = Math.floor(now() / DAY)
    if (lease.day !== today) Object.assign(lease, { day: today, bytes: 0, unreported: 0 })
    return lease.bytes
  }

  function refuse(lease: Lease, more: number): void {
    const at = now()
    if (lease.refusedUntil > at) throw tooManyRequests(rateLimitPerMinute, lease.refusedUntil - at)
    if (more > 0 && bytesOf(lease) + more > BYTES_PER_TOKEN_A_DAY) throw tooManyBytes(at)
  }

  async function ask(lease: Lease, tokenId: string, want: number): Promise<void> {
    bytesOf(lease)
    const { unreported } = lease
    lease.unreported = 0
    const at = clock.now()
    const values = [tokenId, want, REQUEST_BURST, perMs, at, unreported]
    lease.until = at.getTime() + LEASE_TTL_MS
    const taken = await db.pool.query<Taken>(TAKE, values).catch((error) => {
      log.warn({ err: error }, "a token's budget could not be read; its next requests are let in")
      return null
    })
    if (!taken) {
      // A database too busy for this is no reason to refuse anybody: what needs it finds out by itself.
      lease.unreported += unreported
      lease.left = Math.max(lease.left, want)
      return
    }
    const [{ granted, available, day_bytes }] = taken.rows as [Taken]
    lease.left = want > 0 ? granted : lease.left
    lease.bytes = Number(day_bytes) + lease.unreported
    if (want > 0 && granted === 0) lease.refusedUntil = at.getTime() + (1 - available) / perMs
  }

  /** One query at a time for each token: whoever comes meanwhile waits for it. */
  async function takeFrom(lease: Lease, tokenId: string): Promise<void> {
    while (lease.left < 1 || lease.until <= now()) {
      refuse(lease, 0)
      lease.asking ??= ask(lease, tokenId, size).finally(() => {
        lease.asking = null
      })
      await lease.asking
    }
    lease.left -= 1
  }

  async function charge(lease: Lease, tokenId: string, bytes: number): Promise<void> {
    bytesOf(lease)
    lease.bytes += bytes
    lease.unreported += bytes
    if (lease.unreported < UNREPORTED_BYTES || lease.asking) return
    lease.asking = ask(lease, tokenId, 0).finally(() => {
      lease.asking = null
    })
    await lease.asking
  }

  return {
    refuseEarly: createMiddleware<ApiEnv>(async (c, next) => {
      const token = bearerToken(c)
      const lease = token && !c.get('isInner') ? leases.get(hashToken(token)) : undefined
      if (lease) refuse(lease, hasBody(c) ? (promisedBytes(c) ?? 1) : 0)
      await next()
    }),
    spend: createMiddleware<ApiEnv>(async (c, next) => {
      if (c.get('isInner')) return next()
      const tokenId = c.get('tokenId')
      const lease = leaseOf(hashToken(bearerToken(c) ?? ''))
      await takeFrom(lease, tokenId)
      const promised = promisedBytes(c)
      if (hasBody(c)) refuse(lease, promised ?? 1)
      if (promised) await charge(lease, tokenId, promised)
      await next()
      if (promised === null && c.get('bodyBytes')) await charge(lease, tokenId, c.get('bodyBytes') ?? 0)
    }),
  }
}
