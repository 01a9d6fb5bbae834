import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, test } from 'vitest'
import { classifyFailure, readMoreFailures } from '../../src/worker/classify-failure.ts'
import { OutputTail } from '../../src/worker/output-tail.ts'
import { aFolder } from './programs.ts'

const failed = (stderr: string, more: { exitCode?: number; command?: string[]; stdout?: string } = {}) =>
  classifyFailure({ command: ['tool'], exitCode: 1, signal: null, stdout: '', stderr, ...more })

const NODE = `node:internal/deps/undici/undici:14902
      Error.captureStackTrace(err);
            ^

TypeError: fetch failed
    at node:internal/deps/undici/undici:14902:13
    at async file:///app/get.mjs:1:1 {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:1
      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '127.0.0.1',
    port: 1
  }
}

Node.js v24.21.0
`

const TRANSIENT = [
  'curl: (22) The requested URL returned error: 503',
  'curl: (6) Could not resolve host: example.test',
  'npm error network Socket timeout',
  'requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded',
  'HTTP Error 429: Too Many Requests',
  'HTTP/1.1 502 Bad Gateway',
  'Error: status code: 408',
  'getaddrinfo EAI_AGAIN registry.example.test',
  'fatal: unable to access: Connection timed out after 300 ms',
  'Error: socket hang up',
  'status 425',
  'read ECONNRESET',
  'wget: server returned error: HTTP/1.1 504 Gateway Time-out',
  'ssh: connect to host example.test port 22: Connection refused',
]

test.each(TRANSIENT)('may work a little later: %s', (line) => {
  expect(failed(`first this\n${line}\n`)).toMatchObject({
    kind: 'transient',
    event_type: 'fetch_failed',
    error: line,
  })
})

const PERMANENT: [line: string, type: string][] = [
  ['ZodError: [{ "path": ["total"] }]', 'schema_error'],
  ['jsonschema.exceptions.ValidationError: 5 is not of type string', 'schema_error'],
  ['SyntaxError: Unexpected token < in JSON at position 0', 'schema_error'],
  ["Error: ENOENT: no such file or directory, open 'out.json'", 'artifact_missing'],
  ['curl: (22) The requested URL returned error: 404', 'artifact_missing'],
  ['artifact missing: report.pdf', 'artifact_missing'],
  ['AssertionError: expected 500 rows, got 512', 'manual_blocker'],
  ['Process completed with exit code 503', 'manual_blocker'],
  ['Permission denied', 'manual_blocker'],
]

test.each(PERMANENT)('does not get better by trying again: %s', (line, type) => {
  expect(failed(line)).toMatchObject({ kind: 'permanent', event_type: type, error: line })
})

test('the last line that says what failed is the error, not the stack below it', () => {
  expect(failed(NODE)).toMatchObject({
    kind: 'transient',
    error: '[cause]: Error: connect ECONNREFUSED 127.0.0.1:1',
  })
  const later = 'fetch failed\nretried by the tool itself\nSchemaError: no total'
  expect(failed(later)).toMatchObject({ kind: 'permanent', error: 'SchemaError: no total' })
  expect(failed('', { stdout: 'x\nfetch failed\n' })).toMatchObject({
    kind: 'transient',
    error: 'fetch failed',
  })
})

test('an exit code counts for the program that means it', () => {
  const curl = ['/usr/bin/curl', '-s', 'x']
  expect(failed('', { exitCode: 7, command: curl })).toMatchObject({
    kind: 'transient',
    error: 'curl: exit code 7',
  })
  expect(failed('', { exitCode: 7 }).kind).toBe('permanent')
  expect(failed('', { exitCode: 75 }).kind).toBe('transient')
})

test('what something killed from outside is not tried again, whatever it had printed', () => {
  const killed = { command: ['tool'], exitCode: null, signal: 'SIGKILL', stdout: '', stderr: 'fetch failed' }
  expect(classifyFailure(killed)).toMatchObject({ kind: 'permanent', event_type: 'manual_blocker' })
})

test('a row of your own comes first; a table that is none is refused', async () => {
  const folder = await aFolder()
  const file = path.join(folder, 'rows.json')
  await writeFile(file, JSON.stringify([{ kind: 'transient', event_type: 'fetch_failed', pattern: 'moon' }]))
  const ended = {
    command: ['tool'],
    exitCode: 1,
    signal: null,
    stdout: '',
    stderr: 'SchemaError: wrong moon',
  }
  expect(classifyFailure(ended, readMoreFailures(file)).kind).toBe('transient')
  await writeFile(file, '[{"kind":"sometimes"}]')
  expect(() => readMoreFailures(file)).toThrow('cannot be used')
})

test('a hostile line is read, and the test does not time out', () => {
  for (const it of ['status '.repeat(50_000), 'invalid '.repeat(50_000), `HTTP${' '.repeat(200_000)}`])
    expect(failed(it).kind).toBe('permanent')
})

test('however output is cut into chunks, head and tail are the same', () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, n) => `${n}`).join(' '))
  const kept = [1_000, 7_777, 65_536, bytes.length].map((size) => {
    const tail = new OutputTail()
    for (let at = 0; at < bytes.length; at += size) tail.add(bytes.subarray(at, at + size))
    return tail.text()
  })
  expect(new Set(kept).size).toBe(1)
  expect(kept[0]).toMatch(/^0 1 2 [\s\S]* bytes left out [\s\S]* 199999$/)
})

it.each([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
  [139, 'SIGSEGV'],
])('takes exit code %i of a shell for %s, and does not try again', (exitCode, signal) => {
  const { kind, why } = classifyFailure({
    command: ['sh', '-c', 'fetch'],
    exitCode,
    signal: null,
    stdout: '',
    stderr: 'fetch failed',
  })
  expect([kind, why]).toEqual(['permanent', `it was ended by ${signal}`])
})
