import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  findHidden,
  mixedLetters,
  visible,
  visibleJson,
  visibleLine,
  visibleValue,
} from '../src/visible-text.ts'

test.each([
  ['a forged order of writing', '\u202Egnigats\u202C\u200b-api', '\\u202Egnigats\\u202C\\u200B-api'],
  [
    'colours and a cursor that goes back',
    'a\u001b[31m\u001b[2Kb\r\rc',
    'a\\u001B[31m\\u001B[2Kb\\u000D\\u000Dc',
  ],
  ['controls of the second kind', 'a\u009b31mb\u0085', 'a\\u009B31mb\\u0085'],
  ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['blanks that are none', 'a\u00ad\u3164\u115f\u2800\ufeffb', 'a\\u00AD\\u3164\\u115F\\u2800\\uFEFFb'],
  ['words in tags that only a model reads', '\u{E0041}\u{E0042}', '\\u{E0041}\\u{E0042}'],
  ['bytes in variation selectors', 'a\ufe01\u{E0100}', 'a\\uFE01\\u{E0100}'],
  ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['half a character', 'a\ud83d', 'a\\uD83D'],
  ['a joiner between letters', 'a\u200db', 'a\\u200Db'],
])('%s is written out', (_, hidden, shown) => {
  expect(visible(hidden)).toBe(shown)
})

test.each(['每日價格表\n\t第二行', '❤️‍🔥 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ 🇹🇼 ✅', 'naïve café Ω ñ', '全形　空白'])(
  '%s stays as it is',
  (text) => {
    expect(visible(text)).toBe(text)
  },
)

test('on one line no word of a text can begin another line', () => {
  expect(visibleLine('ok\r\napproved by Louis\n\u001b[2K')).toBe('ok\\napproved by Louis\\n\\u001B[2K')
})

const anything = fc.string({ unit: 'binary', maxLength: 60 })

test('nothing hidden is left in what is shown, whatever it was', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const left = visible(text).replace(/[\n\t]/g, '')
      expect(left).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u200b\u200c\u2028\u2029\ufeff]/u)
      expect(left).not.toMatch(/(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d/u)
      expect(visibleLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    }),
  )
})

test('JSON that is written out is the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const json = JSON.stringify(value, null, 2)
      expect(JSON.parse(visibleJson(json))).toEqual(JSON.parse(json))
    }),
  )
  expect(visibleJson(JSON.stringify({ a: '\u202E\u{E0041}\u009b' }))).toBe(
    '{"a":"\\u202e\\udb40\\udc41\\u009b"}',
  )
})

test('a value is written out with the names of its fields', () => {
  expect(visibleValue({ 'a\u200b': ['\u202Eb', 7, null, { c: true }] })).toEqual({
    'a\\u200B': ['\\u202Eb', 7, null, { c: true }],
  })
})

test('a name may hold nothing that does not show, and no blank that looks like another', () => {
  for (const name of ['staging-api', '每日報表 42', 'job 42', '東京　支店'])
    expect(findHidden(name), name).toBeNull()
  for (const char of ['\u202e', '\u200b', '\u00a0', '\u2003', '\n', '\t', '\u001b', '\ufe0f'])
    expect(findHidden(`a${char}b`)).toBe(char)
})

test.each([
  ['st\u0430ging-api', ['U+0430 Cyrillic']],
  ['staging-\u0440\u0440', ['U+0440 Cyrillic']],
  ['\u03bfwner', ['U+03BF Greek']],
  ['\u{1D42C}taging', ['U+1D42C another script']],
  ['prod-\u05d0', ['U+05D0 Hebrew']],
])('%s is seen to mix scripts', (text, found) => {
  expect(mixedLetters(text).map(({ code, script }) => `${code} ${script}`)).toEqual(found)
})

test.each([
  'staging-api',
  '每日價格表 v2',
  'カレーAPI',
  'ㄅㄆㄇ release',
  '한국어 api',
  'стейдж',
  'Ωμέγα',
  '42',
  '',
])('%s mixes nothing that could deceive', (text) => {
  expect(mixedLetters(text)).toEqual([])
})

test('the time that a text takes grows with its length and no faster', () => {
  const parts = ['\u202e', '👨\u200d', '1\ufe0f', 'a', '\ud83d', '\u200d']
  const time = (text: string) => {
    const start = performance.now()
    visible(text)
    return performance.now() - start
  }
  for (const part of parts) {
    time(part.repeat(4_000))
    const [short, long] = [5, 5].map((_, n) =>
      Math.min(...[1, 2, 3].map(() => time(part.repeat(4_000 * 8 ** n)))),
    )
    expect(long ?? 0, part).toBeLessThan(((short ?? 0) + 1) * 8 * 6)
  }
})
