import { channelAccessToken } from '@line/bot-sdk'
import type { Clock } from '../domain/context.ts'

/** Where the client's bearer token comes from. `renew` is called after LINE refused the last one. */
export type AccessToken = { current(): Promise<string>; renew(): Promise<string> }

/** Stateless tokens live 15 minutes; a new one is fetched at 12. */
const RENEW_AFTER_MS = 12 * 60_000

/** A long-lived token from the LINE Developers Console. */
export function longLivedToken(token: string): AccessToken {
  return { current: async () => token, renew: async () => token }
}

/** Stateless tokens, issued by channel id and secret and kept in memory alone. */
export function statelessTokens(
  channel: { id: string; secret: string; apiBaseUrl: string },
  clock: Clock,
): AccessToken {
  const issuer = new channelAccessToken.ChannelAccessTokenClient({ baseURL: channel.apiBaseUrl })
  let held: { token: Promise<string>; since: number } | null = null
  const renew = () => {
    const token = issuer
      .issueStatelessChannelTokenByClientSecret(channel.id, channel.secret)
      .then((it) => it.access_token)
    held = { token, since: clock.now().getTime() }
    token.catch(() => {
      held = null
    })
    return token
  }
  return {
    current: async () => (held && clock.now().getTime() - held.since < RENEW_AFTER_MS ? held.token : renew()),
    renew,
  }
}
