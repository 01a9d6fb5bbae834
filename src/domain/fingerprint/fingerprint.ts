import { createHash } from 'node:crypto'
import { messageOf } from './message-of.ts'
import { normaliseMessage } from './normalise-message.ts'

/** What a fingerprint is made from. */
export type Described = { eventType: string; phase: string; rawCommandOutput: unknown }

/** 16 hexadecimal characters of an event type, a phase and a normalised message. */
export function hashParts({ eventType, phase }: Described, message: string): string {
  const parts = [eventType, phase.trim().toLowerCase(), message]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

/**
 * What makes two errors the same: event type, phase and normalised message.
 *
 * @returns 16 hexadecimal characters, and the message that they were made from.
 */
export function fingerprintOf(event: Described): { fingerprint: string; message: string } {
  const message = normaliseMessage(messageOf(event.rawCommandOutput))
  return { fingerprint: hashParts(event, message), message }
}
