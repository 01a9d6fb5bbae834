import { createHash } from 'node:crypto'
import type { Clock } from '../../domain/context.ts'
import { type Handshake, handshakeKey, handshakeOf } from './handshake.ts'
import { userOfIdToken } from './id-token.ts'
import { askIdToken } from './token-call.ts'

/** Where LINE sends people back to, below PUBLIC_URL: registered in the channel's "LINE Login" tab. */
export const CALLBACK_PATH = '/console/login/line/back'

/** Signing in by LINE Login (OpenID Connect, authorization code with PKCE). */
export type LineLogin = {
  handshake(attempt: string): Handshake
  /** Where the browser is sent. `withoutAutoLogin`: after LINE's own automatic login went wrong. */
  authorizeUrl(
    handshake: Handshake,
    options: { redirectUri: string; locale: string; withoutAutoLogin: boolean },
  ): string
  /**
   * Who came back with a code: their LINE user id.
   *
   * @throws LineError if LINE refuses the code or cannot be asked, AppError `bad-signature` for an ID
   * token that is not for this sign in.
   */
  identify(handshake: Handshake, answer: { code: string; redirectUri: string }): Promise<string>
}

const TIME_LIMIT_MS = 10_000

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

/** Makes the service of one channel. `timeLimitMs`: how long LINE may take for one answer; default 10 s. */
export function createLineLogin(
  channel: { id: string; secret: string; loginBaseUrl: string; apiBaseUrl: string },
  clock: Clock,
  timeLimitMs = TIME_LIMIT_MS,
): LineLogin {
  const { id, secret, loginBaseUrl, apiBaseUrl } = channel
  const key = handshakeKey(secret)
  return {
    handshake: (attempt) => handshakeOf(key, attempt),
    authorizeUrl: ({ state, nonce, verifier }, { redirectUri, locale, withoutAutoLogin }) => {
      const url = new URL('/oauth2/v2.1/authorize', loginBaseUrl)
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: id,
        redirect_uri: redirectUri,
        state,
        // The user id is all that we want to know.
        scope: 'openid',
        nonce,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
        ui_locales: locale,
        ...(withoutAutoLogin ? { disable_auto_login: 'true' } : {}),
      }).toString()
      return url.href
    },
    identify: async ({ nonce, verifier }, { code, redirectUri }) => {
      const fields = {
        code,
        redirect_uri: redirectUri,
        client_id: id,
        client_secret: secret,
        code_verifier: verifier,
      }
      const token = await askIdToken(apiBaseUrl, fields, timeLimitMs)
      return userOfIdToken(token, { channelId: id, channelSecret: secret, nonce, now: clock.now() })
    },
  }
}
