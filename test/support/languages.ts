import { expect } from 'vitest'
import { en } from '../../src/words/en.ts'
import { type Locale, type Phrase, wordsOf } from '../../src/words/words.ts'
import { zhTW } from '../../src/words/zh-tw.ts'

/** The bot's time zone when nothing else is set. */
export const TIME_ZONE = 'Asia/Taipei'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const PLACEHOLDER = /\\\{\\\{\w+\\\}\\\}/g

/** A phrase of a catalogue as it may stand in a message; what is not given may be anything. */
export function phrased(locale: Locale, phrase: Phrase, params?: Record<string, string | number>): RegExp {
  const text = wordsOf(locale, TIME_ZONE).t(phrase, params)
  return new RegExp(escaped(text).replace(PLACEHOLDER, '[\\s\\S]*?'))
}

function flatten(catalogue: object): string[] {
  return Object.values(catalogue).flatMap((it) => (typeof it === 'string' ? [it] : flatten(it)))
}

const words = (text: string) => text.replace(/{{\w+}}/g, ' ').match(/[A-Za-z]{2,}/g) ?? []

const CHINESE = new Set(flatten(zhTW))
/** What only the English catalogue says, and is long enough not to be a name or a term. */
const ENGLISH = [...new Set(flatten(en))]
  .filter((it) => !CHINESE.has(it) && words(it).length >= 3)
  .map((it) => new RegExp(escaped(it).replace(PLACEHOLDER, '[\\s\\S]*?')))

/** Chinese characters and the punctuation that goes with them, also its full-width forms. */
const CJK = /[\p{Script=Han}\p{Script=Bopomofo}\u3001-\u303f\u30fb\uff01-\uff60]/u
/** Four Latin words in a row are a sentence; terms such as "PLS owner" or "artifact gate" are shorter. */
const LATIN_SENTENCE = /[A-Za-z][A-Za-z'’]*(?:\s+[A-Za-z][A-Za-z'’]*){3,}/

/** A language is named in itself, for those who read no other. */
const OWN_NAMES = ['繁體中文', 'English']

/**
 * Fails if a text holds anything in the other language.
 *
 * @param given what is no word of the bot: names, what people typed, what workers reported.
 */
export function expectOnly(locale: Locale, text: string, given: Iterable<string>): void {
  const names = [...OWN_NAMES, ...given].filter((it) => it !== '').sort((a, b) => b.length - a.length)
  const own = names.reduce((rest, it) => rest.replaceAll(it, '◦'), text)
  if (locale === 'en') {
    expect(own, 'an English message without Chinese').not.toMatch(CJK)
    return
  }
  expect(own, 'a Chinese message without an English sentence').not.toMatch(LATIN_SENTENCE)
  expect(
    ENGLISH.filter((it) => it.test(own)).map(String),
    `no phrase of the English catalogue in: ${own}`,
  ).toEqual([])
}
