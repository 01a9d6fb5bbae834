import { createHmac, hkdfSync } from 'node:crypto'

/** What ties one sign in together from its start to its end. */
export type Handshake = {
  /** Comes back with the browser. */
  state: string
  /** Comes back inside the ID token. */
  nonce: string
  /** Shown when the code is changed (PKCE). */
  verifier: string
}

/** The key behind the handshakes of a channel: the same on every replica. */
export const handshakeKey = (channelSecret: string) =>
  Buffer.from(hkdfSync('sha256', channelSecret, '', 'countersign login', 32))

/**
 * Makes the handshake of one attempt. The browser keeps the attempt and not what is made of it, so
 * that nothing has to be kept here, and whoever reads its cookie cannot tell what LINE is shown.
 */
export function handshakeOf(key: Buffer, attempt: string): Handshake {
  const made = (part: keyof Handshake) => createHmac('sha256', key).update(`${part} ${attempt}`)
  return {
    // LINE wants letters and digits.
    state: made('state').digest('hex'),
    nonce: made('nonce').digest('hex'),
    verifier: made('verifier').digest('base64url'),
  }
}
