import { createHash, timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { AppError } from '../errors.ts'
import type { ApiEnv } from './api-env.ts'
import { isLoopback } from './server.ts'

/** A proxy or tunnel beside us says for whom it asks in one of these. */
const OF_PROXIES = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'cf-ray',
  'cdn-loop',
]

const sha256 = (text: string) => createHash('sha256').update(text).digest()

function isLocalHost(host: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? ''
  return name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''))
}

/** A program on this machine that asks us by this machine's name: a plain tunnel brings its own name along. */
function isFromHere(c: Context<ApiEnv>): boolean {
  const { address } = getConnInfo(c).remote
  const isForwarded = OF_PROXIES.some((it) => c.req.header(it) !== undefined)
  return !isForwarded && isLoopback(address ?? '') && isLocalHost(c.req.header('host') ?? '')
}

/**
 * Who may read the metrics: whoever has the token, where there is one; else programs on this machine.
 *
 * @throws AppError `no-token`, `metrics-are-private`.
 */
export function requireMetricsReader(c: Context<ApiEnv>, token: string | null): void {
  if (token === null) {
    if (isFromHere(c)) return
    throw new AppError(
      'metrics-are-private',
      'The metrics are for programs on this machine. Set METRICS_TOKEN to read them with a token, or METRICS_ADDRESS to serve them at an address of their own.',
    )
  }
  const given = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  if (!timingSafeEqual(sha256(given), sha256(token)))
    throw new AppError('no-token', 'Send the METRICS_TOKEN as "Authorization: Bearer <token>".')
}
