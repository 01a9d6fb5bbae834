import { type Described, hashParts } from '../../../src/domain/fingerprint/fingerprint.ts'

// How errors were told apart at first: what an older bot stored.

/** Where a worker's raw output says what went wrong, first found first. */
const MESSAGE_KEYS = ['error', 'message', 'stderr', 'detail', 'reason', 'output', 'stdout']
const MESSAGE_LIMIT = 2_000

/** The part of raw output that says what went wrong, as text. */
function messageOf(raw: unknown): string {
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

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'

/** What differs between two reports of one error, most telling first. Bounded, so that no text takes long. */
const DIFFERS: [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>)\]]+/g, '<url>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(z|[+-]\d{2}:?\d{2})?\b/g, '<time>'],
  // Of HTTP (sun, 22 nov 2026 09:00:00 gmt) and of logs (nov 22 09:00:00).
  [
    new RegExp(`\\b(?:[a-z]{3}, )?\\d{1,2} ${MONTH} \\d{4} \\d{2}:\\d{2}:\\d{2}(?: gmt| utc)?\\b`, 'g'),
    '<time>',
  ],
  [new RegExp(`\\b${MONTH} {1,2}\\d{1,2} \\d{2}:\\d{2}:\\d{2}\\b`, 'g'), '<time>'],
  [/\b[a-z]:\\[^\s"'<>]+/g, '<path>'],
  [/(?<![\p{L}\p{N}_<])\.{0,2}\/[\p{L}\p{N}_.@~%+-]+(?:\/[\p{L}\p{N}_.@~%+-]*)*/gu, '<path>'],
  [/\b[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){0,20}\/[\w@-]{1,100}\.[a-z][a-z0-9]{0,4}\b/g, '<path>'],
  [/\b0x[0-9a-f]+\b/g, '<hex>'],
  // An id of digits alone looks like a number: they share a mark, or one error would have two.
  [/\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{7,}\b|\b[0-9a-f]{16,}\b/g, '<n>'],
  // 1,280 · 0.5 · 10.0.0.7:8080 · line:column · 09:00
  [/(?<=^|[\s(=,[])-?\d+(?:[.,:]\d+)*|\d+(?:[.,:]\d+)*/g, '<n>'],
]

/** Takes out what differs between two reports of one error: addresses, paths, ids, times, numbers. */
function normaliseMessage(message: string): string {
  const text = message
    .slice(0, MESSAGE_LIMIT * 4)
    .normalize('NFKC')
    .slice(0, MESSAGE_LIMIT * 4)
    .toLowerCase()
    .replace(/\s+/g, ' ')
  return DIFFERS.reduce((it, [pattern, mark]) => it.replace(pattern, mark), text)
    .trim()
    .slice(0, MESSAGE_LIMIT)
}

/** The fingerprint that an event had at first. */
export function earlierFingerprintOf(event: Described): string {
  return hashParts(event, normaliseMessage(messageOf(event.rawCommandOutput)))
}
