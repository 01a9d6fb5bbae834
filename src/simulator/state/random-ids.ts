import { randomBytes, randomInt, randomUUID } from 'node:crypto'

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex')

export const newUserId = (): string => `U${randomHex(16)}`

export const newGroupId = (): string => `C${randomHex(16)}`

/** LINE's message ids are decimal numbers of 18 digits, as strings. */
export const newMessageId = (): string =>
  `5${String(randomInt(1e8)).padStart(8, '0')}${String(randomInt(1e9)).padStart(9, '0')}`

export const newRequestId = (): string => randomUUID()

/** Opaque tokens: reply, quote, mark-as-read, access, link. */
export const newOpaqueToken = (): string => randomBytes(24).toString('base64url')

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: 10 characters of time and 16 of randomness, as LINE's webhookEventId. */
export function newUlid(now: number): string {
  let time = ''
  for (let rest = now, digit = 0; digit < 10; digit += 1, rest = Math.floor(rest / 32)) {
    time = CROCKFORD.charAt(rest % 32) + time
  }
  return time + Array.from(randomBytes(16), (byte) => CROCKFORD.charAt(byte % 32)).join('')
}
