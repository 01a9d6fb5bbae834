import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInexact, isExact, keepAsItCame, MOST_INEXACT } from '../src/exact-json.ts'

const EXACT = [
  '0',
  '-0',
  '7',
  '-12',
  '0.1',
  '1.50',
  '100',
  '1e2',
  '1E+21',
  '9007199254740992',
  '5e-324',
  '1.7976931348623157e308',
]
const INEXACT = [
  '1234567890123456789',
  '-1234567890123456789',
  '9007199254740993',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1000000000000000055',
  '3.141592653589793238462643',
  `1${'0'.repeat(400)}`,
  `0.${'0'.repeat(399)}1`,
]

test.each(EXACT)('%s is the number that it says', (text) => expect(isExact(text)).toBe(true))
test.each(INEXACT)('%s is more than a number can hold', (text) => expect(isExact(text)).toBe(false))

test('a number is exact if and only if its decimal value is that of the number', () => {
  // By whole numbers of any length, without a floating point in it.
  const value = (text: string) => {
    const [, mantissa = '', power = '0'] = /^([^e]+)(?:e(.+))?$/i.exec(text) ?? []
    const [whole = '', fraction = ''] = mantissa.split('.')
    return { digits: BigInt(whole + fraction), power: Number(power) - fraction.length }
  }
  const isSame = (a: string, b: string) => {
    const [x, y] = [value(a), value(b)]
    const low = Math.min(x.power, y.power)
    return x.digits * 10n ** BigInt(x.power - low) === y.digits * 10n ** BigInt(y.power - low)
  }
  const digits = (max: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: max })
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.bigInt({ min: 0n, max: 10n ** 24n }),
      fc.option(digits(24)),
      fc.option(fc.integer({ min: -40, max: 40 })),
    )
    .map(
      ([sign, whole, fraction, power]) =>
        `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`,
    )
  fc.assert(
    fc.property(fc.oneof(number, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
      expect(isExact(text), text).toBe(isSame(text, String(Number(text))))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['{"a":1e400}', [{ kind: 'number', path: ['a'], text: '1e400' }]],
  [
    '{"a":[1,{"b":12345678901234567890}]}',
    [{ kind: 'number', path: ['a', 1, 'b'], text: '12345678901234567890' }],
  ],
  ['{"a":1,"a":1}', [{ kind: 'twice', path: ['a'], key: 'a', object: [], text: '{"a":1,"a":1}' }]],
  [
    '{"x":{"a":1,"b":2,"\\u0061":3}}',
    [{ kind: 'twice', path: ['x', 'a'], key: 'a', object: ['x'], text: '{"a":1,"b":2,"\\u0061":3}' }],
  ],
  [
    '{"__proto__":{"a":1}}',
    [{ kind: 'name', path: ['__proto__'], key: '__proto__', object: [], text: '{"__proto__":{"a":1}}' }],
  ],
  [
    '[{"con\\u0073tructor":1}]',
    [
      {
        kind: 'name',
        path: [0, 'constructor'],
        key: 'constructor',
        object: [0],
        text: '{"con\\u0073tructor":1}',
      },
    ],
  ],
  [' [ "1e400" , "{\\"a\\":1e400}" , { "a" : "\\\\" , "b" : 1 } , -1.5e3 ] ', []],
  ['17', []],
  ['1e999', [{ kind: 'number', path: [], text: '1e999' }]],
])('%s: what would be lost is found', (text, found) => {
  JSON.parse(text)
  expect(findInexact(text)).toEqual(found)
})

/** JSON text that now and then says something twice, or more than a number holds. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...EXACT, ...INEXACT, 'true', 'null'),
    fc.string({ unit: 'binary' }).map((it) => JSON.stringify(it)),
    fc.array(tie('value'), { maxLength: 4 }).map((it) => `[ ${it.join(' , ')} ]`),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'd'), tie('value')), { maxLength: 4 })
      .map((it) => `{${it.map(([key, value]) => `"${key}" : ${value}`).join(',')}}`),
  ),
})).value

test('what is found to be exact is the same after it was parsed, and written again it has the same tokens', () => {
  const tokens = (text: string) =>
    (text.match(/"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|[[\]{}:,]|true|false|null/g) ?? []).map((it) =>
      /^[-\d]/.test(it) ? String(Number(it) || 0) : it,
    )
  let exact = 0
  fc.assert(
    fc.property(json, (text) => {
      if (findInexact(text).length > 0) return
      exact += 1
      expect(tokens(JSON.stringify(JSON.parse(text)))).toEqual(tokens(text))
    }),
    { numRuns: 1_000 },
  )
  expect(exact).toBeGreaterThan(100)
})

test.each([
  ['{"id":1234567890123456789,"n":1}', { id: '1234567890123456789', n: 1 }],
  ['[{"a":1,"a":1e400},2]', ['{"a":1,"a":1e400}', 2]],
  ['{"x":{"y":{"a":1,"a":2}},"x":3}', '{"x":{"y":{"a":1,"a":2}},"x":3}'],
  ['1e400', '1e400'],
])('%s is kept as it came', (text, kept) => {
  expect(keepAsItCame(JSON.parse(text), findInexact(text))).toEqual(kept)
})

test('an object with a key that would be lost is kept as its text; a key that is only suspicious stays', () => {
  const keep = (text: string) => keepAsItCame(JSON.parse(text), findInexact(text))
  expect(keep('{"a":{"__proto__":{"id":1e400}}}')).toEqual({ a: '{"__proto__":{"id":1e400}}' })
  expect(keep('{"a":{"constructor":{"id":1e400}}}')).toEqual({ a: { constructor: { id: '1e400' } } })
})

test('whatever was kept says everything that came', () => {
  fc.assert(
    fc.property(json, (text) => {
      const kept = JSON.stringify(keepAsItCame(JSON.parse(text), findInexact(text)))
      for (const number of text.match(/\d{17,}|1e-?400/g) ?? []) expect(kept).toContain(number)
    }),
  )
})

test('it takes time and memory by the length of the text alone', () => {
  const time = (text: string) => {
    const start = performance.now()
    expect(findInexact(text).length).toBeLessThanOrEqual(MOST_INEXACT + 1)
    return performance.now() - start
  }
  const shapes: ((n: number) => string)[] = [
    (n) => `${'['.repeat(n)}${'1e400,'.repeat(n)}0${']'.repeat(n)}`,
    (n) => `{${'"a":1e400,'.repeat(n)}"b":0}`,
    (n) => `"${'\\"'.repeat(n)}"`,
    (n) => `[${'0.1,'.repeat(n)}0]`,
    (n) => `{${Array.from({ length: n }, (_, it) => `"k${it}":${it}`)}}`,
  ]
  for (const shape of shapes) {
    time(shape(10_000))
    const [short, long] = [10_000, 80_000].map((n) => Math.min(...[1, 2, 3].map(() => time(shape(n)))))
    expect(long ?? 0, shape(2)).toBeLessThan(((short ?? 0) + 1) * 8 * 6)
  }
})
