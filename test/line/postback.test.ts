import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tap } from '../../src/domain/tap.ts'
import { tapSigner } from '../../src/line/postback.ts'

const VERBS: Tap['verb'][] = ['approve', 'reject', 'confirm', 'reason', 'cancel', 'page']

const taps: fc.Arbitrary<Tap> = fc.record(
  {
    verb: fc.constantFrom(...VERBS),
    id: fc.uuid(),
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    arg: fc.oneof(fc.uuid(), fc.constantFrom('reasons.ask.too_much', 'reasons.proposal.other_way')),
    until: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  },
  { requiredKeys: ['verb', 'id', 'version'] },
)

const signer = tapSigner(['secret'])
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \u0000é批'

test('a sealed button opens as what was sealed', () => {
  fc.assert(
    fc.property(taps, (tap) => {
      expect(signer.open(signer.seal(tap))).toEqual(tap)
    }),
  )
})

test('a button is at most 300 ASCII characters, as LINE wants it', () => {
  fc.assert(
    fc.property(taps, (tap) => {
      expect(signer.seal(tap)).toMatch(/^[\x21-\x7e]{1,300}$/)
    }),
  )
})

test('one changed character, anywhere, and a button never opens', () => {
  const change = fc.tuple(taps, fc.nat(), fc.constantFrom(...LETTERS))
  fc.assert(
    fc.property(change, ([tap, at, letter]) => {
      const data = signer.seal(tap)
      const place = at % data.length
      fc.pre(data[place] !== letter)
      expect(signer.open(data.slice(0, place) + letter + data.slice(place + 1))).toBeNull()
    }),
    { numRuns: 2_000 },
  )
})

test('every place of one button, with every other letter, never opens', () => {
  const data = signer.seal({ verb: 'confirm', id: crypto.randomUUID(), version: 1, until: 1_800_000_000_000 })
  for (let place = 0; place < data.length; place += 1) {
    for (const letter of LETTERS) {
      const changed = data.slice(0, place) + letter + data.slice(place + 1)
      if (changed !== data && signer.open(changed) !== null) expect.fail(`${changed} opens`)
    }
  }
})

test('one character more or less, and a button never opens', () => {
  const change = fc.tuple(taps, fc.nat(), fc.constantFrom(...LETTERS))
  fc.assert(
    fc.property(change, ([tap, at, letter]) => {
      const data = signer.seal(tap)
      const place = at % (data.length + 1)
      expect(signer.open(data.slice(0, place) + letter + data.slice(place))).toBeNull()
      if (place < data.length) expect(signer.open(data.slice(0, place) + data.slice(place + 1))).toBeNull()
    }),
  )
})

test('two buttons can not be put together to a third', () => {
  const [low, high] = ['approve', 'confirm'].map((verb) =>
    signer.seal({ verb: verb as Tap['verb'], id: crypto.randomUUID(), version: 1 }).split('.'),
  )
  expect(signer.open(`${low?.[0]}.${high?.[1]}`)).toBeNull()
})

test("another channel's buttons do not open", () => {
  fc.assert(
    fc.property(taps, fc.string(), (tap, secret) => {
      fc.pre(secret !== 'secret')
      expect(tapSigner([secret]).open(signer.seal(tap))).toBeNull()
    }),
  )
})

test('while a secret is replaced, cards of before still work, and new ones are sealed with the new one', () => {
  const both = tapSigner(['new', 'secret'])
  const tap: Tap = { verb: 'approve', id: crypto.randomUUID(), version: 3 }
  expect(both.open(signer.seal(tap))).toEqual(tap)
  expect(tapSigner(['new']).open(both.seal(tap))).toEqual(tap)
  expect(signer.open(both.seal(tap))).toBeNull()
  expect(tapSigner(['new']).open(signer.seal(tap))).toBeNull()
})

test('whatever else arrives as a postback is nothing, and breaks nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (data) => {
      expect(signer.open(data)).toBeNull()
    }),
  )
  for (const data of ['', '.', '..', 'a.b', 'action=approve&id=1', '{}', 'x'.repeat(100_000)]) {
    expect(signer.open(data)).toBeNull()
  }
})

test('a signer without a secret is refused', () => {
  expect(() => tapSigner([])).toThrow('secret')
})
