import { createHash } from 'node:crypto'
import type { Platform } from '../platform.ts'
import { newOpaqueToken } from '../state/random-ids.ts'
import type { LoginCode } from '../state/records.ts'
import { type AuthorizeRequest, callbackUrl } from './authorize-request.ts'

const LIFE_MS = 10 * 60_000

/** A person allowed it: where the browser goes, with a code that is good once and for ten minutes. */
export function allowedUrl(platform: Platform, request: AuthorizeRequest, userId: string): string {
  const { redirectUri, state, scope, nonce, codeChallenge } = request
  const code = newOpaqueToken()
  const expiresAt = platform.now() + LIFE_MS
  platform.store.put('loginCode', code, { userId, redirectUri, scope, nonce, codeChallenge, expiresAt })
  return callbackUrl(redirectUri, { code, state })
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

/** Uses up a code, also with the wrong address or verifier; null unless all of it fits. */
export function takeCode(
  platform: Platform,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string | null },
): LoginCode | null {
  const found = platform.store.get('loginCode', code)
  if (!found) return null
  platform.store.remove('loginCode', code)
  const { expiresAt, codeChallenge } = found
  const fits = codeChallenge === null || (verifier !== null && challengeOf(verifier) === codeChallenge)
  return expiresAt > platform.now() && found.redirectUri === redirectUri && fits ? found : null
}
