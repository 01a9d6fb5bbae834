import { timingSafeEqual } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { LOGIN_CLOCK_TOLERANCE } from '../../domain/rules.ts'
import { AppError } from '../../errors.ts'

const ISSUER = 'https://access.line.me'
const LINE_USER_ID = /^U[0-9a-f]{32}$/

type Expected = { channelId: string; channelSecret: string; nonce: string; now: Date }

const refused = (why: string) => new AppError('bad-signature', `LINE's ID token was not taken: ${why}.`)

const isSame = (given: unknown, expected: string) =>
  typeof given === 'string' &&
  Buffer.byteLength(given) === Buffer.byteLength(expected) &&
  timingSafeEqual(Buffer.from(given), Buffer.from(expected))

async function claimsOf(token: string, { channelId, channelSecret, now }: Expected): Promise<JWTPayload> {
  try {
    // LINE signs for websites by HS256 with the channel's secret. Nothing else is taken, whatever the token says of itself.
    const { payload } = await jwtVerify(token, new TextEncoder().encode(channelSecret), {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: channelId,
      currentDate: now,
      clockTolerance: LOGIN_CLOCK_TOLERANCE / 1_000,
      requiredClaims: ['sub', 'exp', 'nonce'],
    })
    return payload
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    // The library's error carries the claims; the log needs its code only.
    throw refused('claim' in error ? `${error.code} ${error.claim}` : error.code)
  }
}

/**
 * The LINE user of an ID token that was made by LINE, for our channel, for this sign in, and is not over.
 *
 * @throws AppError `bad-signature` with what is wrong, never with the token.
 */
export async function userOfIdToken(token: string, expected: Expected): Promise<string> {
  const { aud, nonce, sub } = await claimsOf(token, expected)
  if (aud !== expected.channelId) throw refused('it is for other channels too')
  if (!isSame(nonce, expected.nonce)) throw refused('it belongs to another sign in')
  if (sub === undefined || !LINE_USER_ID.test(sub)) throw refused('its subject is no LINE user')
  return sub
}
