import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignedByLine } from '../../src/line/signature.ts'

// The example of LINE's own documentation.
const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
const BODY = Buffer.from('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}')
const SIGNATURE = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs='

const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('base64')

test("LINE's own example is signed by LINE", () => {
  expect(isSignedByLine(BODY, SIGNATURE, [SECRET])).toBe(true)
})

test('while a secret is replaced, both the old and the new one count', () => {
  expect(isSignedByLine(BODY, SIGNATURE, ['new', SECRET])).toBe(true)
  expect(isSignedByLine(BODY, sign(BODY, 'new'), ['new', SECRET])).toBe(true)
  expect(isSignedByLine(BODY, SIGNATURE, ['new'])).toBe(false)
})

test('a body changed by one byte is not signed, even if it means the same', () => {
  for (const body of [Buffer.concat([BODY, Buffer.from(' ')]), BODY.subarray(1), Buffer.alloc(0)]) {
    expect(isSignedByLine(body, SIGNATURE, [SECRET])).toBe(false)
  }
})

test('bytes that are no text are signed as they are', () => {
  const body = Buffer.from([0xff, 0xfe, 0x00, 0x80])
  expect(isSignedByLine(body, sign(body, SECRET), [SECRET])).toBe(true)
})

test.each([undefined, '', ' ', 'x', SIGNATURE.slice(1), `AA${SIGNATURE}`, SIGNATURE.toLowerCase(), '🙂'])(
  'the signature %j is none',
  (signature) => {
    expect(isSignedByLine(BODY, signature, [SECRET])).toBe(false)
  },
)

test('no secret, or an empty one, lets nobody in', () => {
  expect(isSignedByLine(BODY, SIGNATURE, [])).toBe(false)
  expect(isSignedByLine(BODY, sign(BODY, ''), [''])).toBe(false)
})
