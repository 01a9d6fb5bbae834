import { expect, test } from 'vitest'
import { fingerprintOf } from '../../../src/domain/fingerprint/fingerprint.ts'
import { messageOf } from '../../../src/domain/fingerprint/message-of.ts'
import { normaliseMessage } from '../../../src/domain/fingerprint/normalise-message.ts'
import { DIFFERENT } from './different-errors.ts'
import { SAME } from './same-pairs.ts'

const of = (rawCommandOutput: unknown) =>
  fingerprintOf({ eventType: 'fetch_failed', phase: 'download', rawCommandOutput }).fingerprint

test.each(SAME)('%s: two reports of one error are one', (_, one, other) => {
  expect(one).not.toBe(other)
  expect(normaliseMessage(other)).toBe(normaliseMessage(one))
  expect(of({ stderr: other })).toBe(of({ stderr: one }))
})

test.each(Object.entries(DIFFERENT))('%s: different errors are told apart', (_, errors) => {
  const byFingerprint = Map.groupBy(errors, (it) => of({ stderr: it }))
  expect([...byFingerprint.values()].filter((it) => it.length > 1)).toEqual([])
})

test('there are at least sixty pairs, of ten tools', () => {
  const pairs = Object.values(DIFFERENT).reduce(
    (sum, { length }) => sum + (length * (length - 1)) / 2,
    SAME.length,
  )
  expect(pairs).toBeGreaterThanOrEqual(60)
  for (const tool of ['npm', 'pip', 'cargo', 'git', 'curl', 'kubectl', 'docker', 'psql', 'openai', 'aws']) {
    expect(SAME.filter(([name]) => name.startsWith(tool)).length, tool).toBeGreaterThanOrEqual(3)
    expect(DIFFERENT[tool]?.length, tool).toBeGreaterThanOrEqual(7)
  }
})

test('words that only say that it failed are no message: what stands beside them is', () => {
  const failed = (stderr: string) => ({ error: 'Command failed with exit code 1', exit_code: 1, stderr })
  expect(messageOf(failed('no space left'))).toBe('no space left')
  expect(of(failed('no space left'))).not.toBe(of(failed('permission denied')))
  expect(messageOf({ error: {}, stderr: 'boom' })).toBe('boom')
  expect(messageOf({ error: 'exit status 1', stderr: '' })).toBe('exit status 1')
  expect(messageOf({ Error: { Code: 'NoSuchKey', Message: 'boom' } })).toBe('boom')
})

test('of a long text the end counts too', () => {
  const log = (last: string) => `${'Downloading a package\nUnpacking it\n'.repeat(10_000)}${last}`
  expect(of(log('error: no space left'))).not.toBe(of(log('error: permission denied')))
  expect(normaliseMessage(log('error: no space left'))).toContain('no space left')
  const long = (last: string) =>
    `${Array.from({ length: 900 }, (_, n) => `fetching ${'abcdefghij'[n % 10]}${n}`).join('\n')}\n${last}`
  expect(of(long('error: no space left'))).not.toBe(of(long('error: permission denied')))
})

test('output that is nested without end has a fingerprint', () => {
  const deep = JSON.parse(`${'{"error":'.repeat(3_000)}"boom"${'}'.repeat(3_000)}`)
  expect(of(deep)).toMatch(/^[0-9a-f]{16}$/)
  const wide = JSON.parse(`${'{"error":{},"message":{},"stderr":'.repeat(30)}""${'}'.repeat(30)}`)
  expect(of(wide)).toMatch(/^[0-9a-f]{16}$/)
})
