import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { Platform } from '../platform.ts'
import type { JsonObject, LoginCode } from '../state/records.ts'

const ISSUER = 'https://access.line.me'
const LIFE_SECONDS = 3600

/** How the next ID token differs from LINE's, so that a test can see it refused. */
export interface IdTokenPlan {
  alg: 'HS256' | 'none' | 'ES256'
  /** Laid over the true claims; null takes one out. */
  claims: JsonObject
  /** Signs in place of the channel's secret. */
  secret: string | null
}

const TRUE_TOKEN: IdTokenPlan = { alg: 'HS256', claims: {}, secret: null }

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signatureOf(text: string, alg: IdTokenPlan['alg'], secret: string): string {
  if (alg === 'none') return ''
  if (alg === 'HS256') return createHmac('sha256', secret).update(text).digest('base64url')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
    'base64url',
  )
}

/** The ID token for a code: HS256 with the channel's secret, as LINE signs for websites. */
export function newIdToken(platform: Platform, { userId, scope, nonce }: LoginCode): string {
  const plan = platform.idTokenPlans.shift() ?? TRUE_TOKEN
  const { login } = platform.channel
  const iat = Math.floor(platform.now() / 1000)
  const name = platform.store.get('user', userId)?.name
  const claims = {
    iss: ISSUER,
    sub: userId,
    aud: login.id,
    exp: iat + LIFE_SECONDS,
    iat,
    ...(nonce === null ? {} : { nonce }),
    amr: ['linesso'],
    ...(scope.includes('profile') ? { name } : {}),
    ...plan.claims,
  }
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
  const text = `${encode({ typ: 'JWT', alg: plan.alg })}.${encode(kept)}`
  return `${text}.${signatureOf(text, plan.alg, plan.secret ?? login.secret)}`
}

function claimsOf(platform: Platform, token: string): JsonObject | null {
  const [header = '', payload = '', signature = ''] = token.split('.')
  if (signature !== signatureOf(`${header}.${payload}`, 'HS256', platform.channel.login.secret)) return null
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
  } catch {
    return null
  }
}

/** POST /oauth2/v2.1/verify: the claims, or what LINE says is wrong. */
export function checkIdToken(
  platform: Platform,
  given: { token: string; clientId: string; nonce: string | null; userId: string | null },
): { claims: JsonObject } | { problem: string } {
  const claims = claimsOf(platform, given.token)
  if (claims === null) return { problem: 'Invalid IdToken.' }
  if (claims.iss !== ISSUER) return { problem: 'Invalid IdToken Issuer.' }
  if (Number(claims.exp) * 1000 <= platform.now()) return { problem: 'IdToken expired.' }
  if (claims.aud !== given.clientId) return { problem: 'Invalid IdToken Audience.' }
  if (given.nonce !== null && claims.nonce !== given.nonce) return { problem: 'Invalid IdToken Nonce.' }
  if (given.userId !== null && claims.sub !== given.userId)
    return { problem: 'Invalid IdToken Subject Identifier.' }
  return { claims }
}
