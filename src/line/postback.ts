import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Tap } from '../domain/tap.ts'

/** `seal` makes the text of a button, at most 300 ASCII characters; `open` is null for what we did not make. */
export type TapSigner = { seal(tap: Tap): string; open(data: string): Tap | null }

const MAC_BYTES = 16

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'countersign postback', 32))

const mac = (key: Buffer, payload: string) =>
  createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES)

function isTap(it: unknown): it is [Tap['verb'], string, number, string | null, number | null] {
  return Array.isArray(it) && it.length === 5 && typeof it[0] === 'string' && typeof it[1] === 'string'
}

/**
 * Signs buttons with keys derived from the channel's secrets: the first seals, each opens, so that
 * cards sent before a rotation still work while both secrets are set, on every replica.
 */
export function tapSigner(channelSecrets: readonly string[]): TapSigner {
  const keys = channelSecrets.map(keyOf)
  const [first] = keys
  if (!first) throw new Error('a tap signer needs a secret')
  return {
    seal: ({ verb, id, version, arg, until }) => {
      const payload = Buffer.from(JSON.stringify([verb, id, version, arg ?? null, until ?? null])).toString(
        'base64url',
      )
      return `${payload}.${mac(first, payload).toString('base64url')}`
    },
    open: (data) => {
      const [payload, tag, ...rest] = data.split('.')
      if (!payload || !tag || rest.length > 0) return null
      const given = Buffer.from(tag, 'base64url')
      // Decoding is lenient: only the one spelling that we would write is ours.
      if (given.length !== MAC_BYTES || given.toString('base64url') !== tag) return null
      if (!keys.some((key) => timingSafeEqual(mac(key, payload), given))) return null
      const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (!isTap(fields)) return null
      const [verb, id, version, arg, until] = fields
      return { verb, id, version, arg: arg ?? undefined, until: until ?? undefined }
    },
  }
}
