import type { Platform } from '../platform.ts'
import { LineError, UNAUTHORIZED } from './line-error.ts'

/** 401 unless the header holds the channel's long-lived token or an issued one that has not expired. */
export function requireAuthorized(platform: Platform, header: string | undefined): void {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) throw new LineError(401, UNAUTHORIZED)
  if (token === platform.channel.token) return
  const issued = platform.store.get('accessToken', token)
  if (!issued || issued.expiresAt <= platform.now()) throw new LineError(401, UNAUTHORIZED)
}
