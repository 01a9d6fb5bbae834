import { createHash } from 'node:crypto'

/** Where a worker's raw output says what went wrong, first found first. */
const MESSAGE_KEYS = ['error', 'message', 'stderr', 'detail', 'reason', 'output', 'stdout']
const MESSAGE_LIMIT = 2_000

/** The part of raw output that says what went wrong, as text. */
export function messageOf(raw: unknown): string {
  if (typeof raw === 'string') return raw
  if (raw !== null && typeof raw === 'object') {
    const named = MESSAGE_KEYS.map((key) => (raw as Record<string, unknown>)[key])
    const found = named.find(
      (it) => (typeof it === 'string' && it.trim() !== '') || (it && typeof it === 'object'),
    )
    if (found !== undefined) return messageOf(found)
    const last = Array.isArray(raw) ? raw.at(-1) : undefined
    if (typeof last === 'string' || (last && typeof last === 'object')) return messageOf(last)
  }
  return JSON.stringify(raw) ?? ''
}

/** Takes out what differs between two reports of one error: addresses, paths, ids, times, numbers. */
export function normaliseMessage(message: string): string {
  return message
    .slice(0, MESSAGE_LIMIT * 4)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/g, '<url>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\b\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(z|[+-]\d{2}:?\d{2})?\b/g, '<time>')
    .replace(/\b\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\b/g, '<time>')
    .replace(/\b[a-z]:\\[^\s"'<>]+/g, '<path>')
    .replace(/(?<![\w<])\.{0,2}\/[\w.@~%+-]+(\/[\w.@~%+-]*)*/g, '<path>')
    .replace(/\b0x[0-9a-f]+\b/g, '<hex>')
    .replace(/\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{7,}\b/g, '<id>')
    .replace(/\b[0-9a-f]{16,}\b/g, '<hex>')
    .replace(/\d+([.,]\d+)*/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MESSAGE_LIMIT)
}

/**
 * What makes two errors the same: event type, phase and normalised message.
 *
 * @returns 16 hexadecimal characters, and the message that they were made from.
 */
export function fingerprintOf(event: { eventType: string; phase: string; rawCommandOutput: unknown }) {
  const message = normaliseMessage(messageOf(event.rawCommandOutput))
  const parts = [event.eventType, event.phase.trim().toLowerCase(), message]
  const fingerprint = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
  return { fingerprint, message }
}
