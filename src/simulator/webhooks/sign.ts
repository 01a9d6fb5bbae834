import { createHmac } from 'node:crypto'

/** Base64 of HMAC-SHA256 over the exact bytes that are sent. */
export function signBody(secret: string, body: string | Buffer): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

/** JSON with every character outside ASCII as \uXXXX: LINE does so, and it breaks bots that re-stringify. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
}
