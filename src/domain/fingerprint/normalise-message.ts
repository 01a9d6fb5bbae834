import { isIPv6 } from 'node:net'
import { hideCodes, showCodes } from './codes.ts'
import { withoutBase64, withoutIds } from './made-up-words.ts'
import { MOMENTS } from './moments.ts'
import { linesShown } from './plain-text.ts'

/** So much of the beginning and of the end of a text is looked at (UTF-16 units). */
const CUT_LIMIT = 8_000
/** So much is kept, of its beginning a part (UTF-16 units). */
const MESSAGE_LIMIT = 2_000
const HEAD_LIMIT = 800

const URL_PATTERN = /\b[a-z][a-z0-9+.-]{0,20}:\/\/(?:\[[0-9a-f:.]{2,50}\]|[^\s"'<>)\]])[^\s"'<>)\]]*/gi
/** sha256:9fce… of images, sha512-… of packages */
const DIGEST = /\bsha\d{1,3}[:=-](?:[0-9a-f]{32,128}|[A-Za-z0-9+/]{20,100}={0,2})/gi
const UUID = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi
const PATHS = [
  /\b[a-z]:\\[^\s"'<>]+/gi,
  /(?<![\p{L}\p{N}_<])(?:~[\w-]{0,32})?\.{0,2}\/[\p{L}\p{N}_.@~%+-]+(?:\/[\p{L}\p{N}_.@~%+-]*)*/gu,
  /\b[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){0,20}\/[\w@-]{1,100}\.[a-z][a-z0-9]{0,4}\b/gi,
]
/** Addresses of IPv6 and of network cards, with a port: [fe80::1]:80 */
const COLONS = /(?<![\w:.])\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15}\]?(?::\d{1,5})?(?!\w|:[\w:])/gi
const HEX = /\b0x[0-9a-f]+\b/gi

const DURATION = '(?:ns|us|μs|ms|s|m|h|d|w)'
const UNIT = [
  `(?:${DURATION}|[kmgtp]?i?b(?:ps)?|[kmgt])(?:/s)?(?![\\p{L}\\p{N}-])`,
  ' (?:ns|us|μs|ms|s|sec|secs|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|bytes?|bits?|[kmgtp]i?b(?:ps)?|kilobytes?|megabytes?|gigabytes?)(?:/s)?(?![\\p{L}\\p{N}-])',
  ' ?(?:毫秒|秒鐘?|分鐘|小時|天|位元組)',
].join('|')
/** A version behind its numbers: 1.2.3-rc.1, 2.0.post1, 1.0b2 */
const VERSION_TAIL =
  '(?:(?:-|\\.)?(?:alpha|beta|rc|a|b|pre|post|dev|canary|next|nightly)[.-]?\\d{0,12}(?![\\p{L}\\p{N}]))?'
/** 1,280 · -5 · 0.5 · 10.0.0.7:8080 · line:column · 09:00 · 6.1s · 1m30s · 3.4 MB/s · v1.2.3-rc.1 */
const NUMBER = new RegExp(
  `(?<=^|[\\s(=,[])-?\\d+(?:[.,:]\\d+)*${VERSION_TAIL}(?:${DURATION}\\d+(?:\\.\\d+)?)*(?:${UNIT})?` +
    `|\\d+(?:[.,:]\\d+)*${VERSION_TAIL}(?:${DURATION}\\d+(?:\\.\\d+)?)*(?:${UNIT})?`,
  'gu',
)
const LIST = /<n>(?:(?:, ?|; ?| and )<n>)+/g

/** "1 error" and "2 errors" are the same words. */
const singular = (text: string) =>
  text.replace(/(?<=<n> (?:(?:previous|other|more|new|failed) )?)[a-z]{3,24}\b/g, (word) =>
    word.replace(/ies$/, 'y').replace(/(?<=[^siu])s$/, ''),
  )

/** What differs between two reports of one error goes, most telling first. */
function normaliseLine(line: string): string {
  const plain = line.replace(/\s+/g, ' ')
  const placed = [URL_PATTERN, ...PATHS].reduce(
    (it, pattern, at) => it.replace(pattern, at === 0 ? '<url>' : '<path>'),
    withoutBase64(plain.replace(DIGEST, '<n>'), '<n>'),
  )
  const dated = MOMENTS.reduce((it, pattern) => it.replace(pattern, '<time>'), placed.replace(UUID, '<id>'))
  const addressed = hideCodes(dated)
    .replace(HEX, '<hex>')
    .replace(COLONS, (it) => (isAddress(it) ? '<n>' : it))
  const counted = withoutIds(addressed, '<n>').toLowerCase().replace(NUMBER, '<n>').replace(LIST, '<n>')
  return showCodes(singular(counted))
    .replace(/([^\p{L}\p{N}\s<>])\1{2,}/gu, '$1$1$1')
    .trim()
}

function isAddress(text: string): boolean {
  if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) return true
  const [, host = ''] = /^\[?([^\]]*?)\]?(?::\d{1,5})?$/.exec(text) ?? []
  return /\d/.test(text) && (isIPv6(text) || isIPv6(host))
}

/** Beginning and end of a long text, in whole lines where it has lines. */
function ends(text: string): string {
  if (text.length <= 2 * CUT_LIMIT) return text
  const [head, tail] = [text.slice(0, CUT_LIMIT), text.slice(-CUT_LIMIT)]
  const [last, first] = [head.lastIndexOf('\n'), tail.indexOf('\n')]
  return `${last > 0 ? head.slice(0, last) : head}\n${first >= 0 ? tail.slice(first + 1) : tail}`
}

function shorten(text: string): string {
  if (text.length <= MESSAGE_LIMIT) return text
  return `${text.slice(0, HEAD_LIMIT)} … ${text.slice(HEAD_LIMIT + 3 - MESSAGE_LIMIT)}`
}

/**
 * Takes out what differs between two reports of one error: colours, addresses, paths, ids, moments,
 * durations, sizes, numbers, and lines that come again. Error codes stay. Time is bounded whatever the
 * length: only the first and the last 8,000 units are read.
 *
 * @returns one line of at most 2,000 UTF-16 units.
 */
export function normaliseMessage(message: string): string {
  // One form of each sign; some become eighteen.
  const text = ends(ends(message).normalize('NFKC'))
  const lines = linesShown(text).map(normaliseLine)
  return shorten([...new Set(lines)].join(' ').replace(/\s+/g, ' ').trim()).toWellFormed()
}
