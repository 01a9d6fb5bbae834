import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprintOf } from '../../../src/domain/fingerprint/fingerprint.ts'
import { messageOf } from '../../../src/domain/fingerprint/message-of.ts'
import { normaliseMessage } from '../../../src/domain/fingerprint/normalise-message.ts'

const of = (rawCommandOutput: unknown, eventType = 'fetch_failed', phase = 'download') =>
  fingerprintOf({ eventType, phase, rawCommandOutput }).fingerprint

test.each([
  ['numbers', 'curl: (56) failed after 3 tries, 1,280 bytes', 'curl: (7) failed after 12 tries, 96 bytes'],
  [
    'ids',
    'job 0190b1d0-0000-7000-8000-000000000001 is gone',
    'job 5E5C7D3A-9C2B-4F6E-8D1A-2B3C4D5E6F70 is gone',
  ],
  ['ULIDs', 'event 01JDBM5X8V3Q2W7Y9Z4A6B8C0D lost', 'event 01JDBM7PQRS3T5V7W9X1Y3Z5A7 lost'],
  [
    'hashes',
    'at commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'at commit 1111111111111111111111111111111111111111',
  ],
  ['short hashes', 'at 9fceb02', 'at 1234567'],
  ['times', 'failed at 2026-11-22T09:00:00.123Z', 'failed at 2025-01-02 23:59:59+08:00'],
  ['times of day', '[09:00] timeout', '[23:59:59.999] timeout'],
  ['dates of HTTP', 'date: Sun, 22 Nov 2026 09:00:00 GMT', 'date: Mon, 02 Feb 2026 10:11:12 GMT'],
  ['dates of logs', 'Nov 22 09:00:00 host oom', 'Feb  2 10:11:12 host oom'],
  ['hex', 'segfault at 0x7ffde000 ip 0xdeadbeef', 'segfault at 0x0 ip 0xCAFE'],
  ['addresses', 'GET https://a.example.com/x?y=1 failed', 'GET http://10.0.0.7:8080/z failed'],
  ['hosts and ports', 'connect ECONNREFUSED 127.0.0.1:80', 'connect ECONNREFUSED 10.20.30.40:5432'],
  ['paths', "ENOENT: open '/home/a/x.txt'", "ENOENT: open '/srv/資料/y/z'"],
  ['paths from here', 'cannot read dist/chunk-a.js', 'cannot read ./build/other/chunk-b.js'],
  ['paths of Windows', 'cannot read C:\\Users\\a\\x.txt', 'cannot read D:\\y.txt'],
  ['lines and columns', 'at run (/a/b.js:9:12)', 'at run (/a/b.js:120:5)'],
  ['case and spaces', 'Connection  reset\n by peer', 'connection reset by peer'],
  ['width', 'ＥＲＲＯＲ １２', 'error 34'],
  ['signs', 'offset -5 is wrong', 'offset 12 is wrong'],
])('%s are taken out', (_, one, other) => {
  expect(normaliseMessage(one)).toBe(normaliseMessage(other))
  expect(of({ stderr: one })).toBe(of({ stderr: other }))
})

test('different errors differ', () => {
  const errors = [
    'Connection reset by peer',
    'Connection refused',
    'Could not resolve host',
    'certificate has expired',
    'ValidationError: price must be number',
    'ValidationError: price must be string',
    'ValidationError: name must be number',
    'lease expires in 40 s',
    '找不到檔案',
    '權限不足',
    '',
  ]
  expect(new Set(errors.map((it) => of(it))).size).toBe(errors.length)
})

test('type and phase tell errors apart; the phase without case and spaces around', () => {
  expect(of('x', 'schema_error')).not.toBe(of('x'))
  expect(of('x', 'fetch_failed', 'upload')).not.toBe(of('x'))
  expect(of('x', 'fetch_failed', ' Download ')).toBe(of('x'))
  // What ends one part must not begin the next.
  expect(of('c', 'a', 'b')).not.toBe(of('bc', 'a', ''))
})

test('the message is looked for where tools put it', () => {
  expect(messageOf({ exit_code: 1, stderr: 'boom', stdout: 'progress 10%' })).toBe('boom')
  expect(messageOf({ stderr: '  ', stdout: 'boom' })).toBe('boom')
  expect(messageOf({ error: { message: 'boom', code: 3 } })).toBe('boom')
  expect(messageOf([{ step: 1 }, { message: 'boom' }])).toBe('boom')
  expect(messageOf(['first', 'boom'])).toBe('boom')
  expect(messageOf('boom')).toBe('boom')
  expect(messageOf({ exit_code: 56 })).toBe('{"exit_code":56}')
  expect(messageOf(null)).toBe('null')
})

const WORDS = [
  'connection',
  'reset',
  'by',
  'peer',
  'timeout',
  '找不到',
  'broke:',
  'in',
  '(',
  ')',
  '=',
  'host',
]

/** What differs between two reports of one error: a kind, and how one of that kind is written. */
const KINDS = {
  number: fc.oneof(
    fc.nat().map(String),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((it) => it.toFixed(3)),
  ),
  uuid: fc.uuid(),
  hash: fc.stringMatching(/^[0-9a-f]{40}$/),
  hex: fc.stringMatching(/^0x[0-9a-fA-F]{1,16}$/),
  // PostgreSQL's and JavaScript's years have four digits for as long as this runs.
  time: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((it) => it.toISOString()),
  path: fc.stringMatching(/^(\/[a-zA-Z0-9_.-]{1,12}){2,5}$/),
}

const message = fc
  .array(
    fc.oneof(
      fc.constantFrom(...WORDS).map((word) => ({ word })),
      fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])).map((kind) => ({ kind })),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .chain((parts) => {
    const written = () =>
      fc.tuple(...parts.map((it) => ('word' in it ? fc.constant(it.word) : KINDS[it.kind])))
    return fc.tuple(written(), written())
  })

test('the same message with other numbers, ids, hashes, times and paths is the same error', () => {
  fc.assert(
    fc.property(message, ([one, other]) => {
      expect(normaliseMessage(one.join(' '))).toBe(normaliseMessage(other.join(' ')))
      expect(of({ stderr: one.join(' ') })).toBe(of({ stderr: other.join(' ') }))
    }),
    { numRuns: 1_000 },
  )
})

test('what is normalised stays as it is when normalised again', () => {
  fc.assert(
    fc.property(message, ([it]) => {
      const once = normaliseMessage(it.join(' '))
      expect(normaliseMessage(once)).toBe(once)
    }),
  )
})

test('whatever a worker sends has a fingerprint of 16 hexadecimal characters', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })), (raw) => {
      expect(of(raw)).toMatch(/^[0-9a-f]{16}$/)
    }),
    { numRuns: 500 },
  )
})

const HOSTILE: [string, string][] = [
  ['a', 'a'],
  ['dots', 'a.'],
  ['slashes', '/'],
  ['short folders', '/a'],
  ['relative folders', 'a/'],
  ['digits', '1'],
  ['lists of digits', '1,'],
  ['letters and digits', 'a1'],
  ['half an address', 'http:'],
  ['half a time', '2026-11-22 09:00:'],
  ['half a date', 'sun, 22 nov '],
  ['half an id', '0190b1d0-'],
  ['backslashes', 'c:\\'],
  ['spaces', ' '],
  ['signs that grow when normalised', '㏂'],
  ['the sign that grows most', '\ufdfa'],
  ['half pairs', '\ud800'],
  ['half a colour', '\x1b['],
  ['half a link', '\x1b]8;;a'],
  ['colours', '\x1b[31m'],
  ['half a colour as text', '\\u001b[3'],
  ['states of a progress', 'a\r'],
  ['lines', 'a\n'],
  ['months', 'november '],
  ['half a written date', 'sunday, 22 november 2026 at '],
  ['half a date in Chinese', '2026年11月'],
  ['half a status', 'status code: '],
  ['half an exit code', 'exited with code '],
  ['half a code', 'code="'],
  ['half an address of IPv6', 'fe80:'],
  ['half ids', 'req_'],
  ['ids', 'call_Ab3dE9xQ '],
  ['one long id', 'Ab3-'],
  ['capitals', 'aB'],
  ['base64', 'aB3+'],
  ['versions', '1.0rc'],
  ['durations', '1h2m'],
  ['signs of one kind', '='],
  ['names of folders', '~a/'],
]

test.each(HOSTILE)('a megabyte of %s is normalised at once', (_, part) => {
  const text = part.repeat(Math.ceil((1024 * 1024) / part.length))
  const start = performance.now()
  const { fingerprint, message } = fingerprintOf({
    eventType: 'fetch_failed',
    phase: 'x',
    rawCommandOutput: text,
  })
  expect(performance.now() - start).toBeLessThan(500)
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
  expect(message.length).toBeLessThanOrEqual(2_000)
})
