import { validateSignature } from '@line/bot-sdk'

/**
 * True if LINE signed these bytes with one of the channel's secrets (several while one is replaced).
 *
 * @param body exactly as received: parsing and writing it again changes it.
 */
export function isSignedByLine(
  body: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): boolean {
  if (!signature) return false
  return secrets.filter(Boolean).some((secret) => validateSignature(body, secret, signature))
}
