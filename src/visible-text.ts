// What a reader cannot see must not change what a reader sees. Everything here is plain text in, plain
// text out, and imports nothing: contract, faces and the worker's program use the same.

/**
 * Controls, direction marks, zero-width and other characters that show nothing (Unicode's categories and
 * its property for what is ignored by default; the Braille blank is the one blank outside of them).
 */
const HIDDEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u{2800}]'

const PICTURE = '\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\u{FE0F}]?'
/** An emoji that is made of several characters, some of which show nothing by themselves. */
const EMOJI = `${PICTURE}(?:\\u{200D}${PICTURE})*|[0-9#*]\\u{FE0F}?\\u{20E3}`

const EMOJI_OR_HIDDEN = new RegExp(`${EMOJI}|(${HIDDEN})`, 'gu')
/** Other blanks than the usual ones look like them: the ideographic one can be told apart. */
const NOT_PLAIN = new RegExp(`${HIDDEN}|(?![ \\u{3000}])\\p{Zs}`, 'u')

const hex = (code: number, length: number) => code.toString(16).toUpperCase().padStart(length, '0')

/** A character by its number, as people look it up: `U+202E`. */
export const codePointOf = (char: string) => `U+${hex(char.codePointAt(0) ?? 0, 4)}`

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${hex(code, 5)}}` : `\\u${hex(code, 4)}`
}

/** As JSON writes it: an astral character is two units. */
const escapedInJson = (char: string) =>
  [...Array(char.length).keys()].map((n) => `\\u${hex(char.charCodeAt(n), 4).toLowerCase()}`).join('')

const replaceHidden = (text: string, keep: string, write: (char: string) => string) =>
  text.replace(EMOJI_OR_HIDDEN, (all: string, char: string | undefined) =>
    char === undefined || keep.includes(char) ? all : write(char),
  )

/**
 * A text as people may read it: what shows nothing, or turns the direction of writing, is written out
 * (`\u202E`). Line breaks and tabs stay, and so do emoji.
 */
export const visible = (text: string): string => replaceHidden(text.replaceAll('\r\n', '\n'), '\n\t', escaped)

/** The same on one line, for a text that stands beside others: its line breaks are written out too. */
export const visibleLine = (text: string): string =>
  visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')

/** JSON text for a terminal or a model: the same value, with everything that shows nothing as JSON's own escapes. */
export const visibleJson = (json: string): string => replaceHidden(json, '\n', escapedInJson)

/** Every text in a JSON value as `visible` writes it, names of fields included. */
export function visibleValue<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T
  if (Array.isArray(value)) return value.map(visibleValue) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [visible(name), visibleValue(it)])) as T
}

/** The first character of a name that shows nothing or looks like another blank; null: there is none. */
export const findHidden = (text: string): string | null => NOT_PLAIN.exec(text)?.[0] ?? null

/** Scripts whose letters are mixed in ordinary words of East Asia (UTS 39, "highly restrictive"). */
const MIXED_DAILY = ['Latin', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul']
const OTHERS = [
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Coptic',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Thai',
  'Devanagari',
]
const SCRIPTS = [...MIXED_DAILY, ...OTHERS].map((name) => ({
  name,
  pattern: new RegExp(`\\p{Script_Extensions=${name}}`, 'u'),
}))

/** Letters of no script at all are styled ones, such as the mathematical alphabets. */
const scriptOf = (letter: string) =>
  SCRIPTS.find(({ pattern }) => pattern.test(letter))?.name ?? 'another script'

/**
 * Letters that may pass for others because a text mixes scripts ("stаging" with one Cyrillic letter).
 *
 * @returns each such letter once, with its number and script; empty where all letters belong together.
 */
export function mixedLetters(text: string): { letter: string; code: string; script: string }[] {
  const letters = [...new Set(text.match(/\p{L}/gu) ?? [])].map((letter) => ({
    letter,
    code: codePointOf(letter),
    script: scriptOf(letter),
  }))
  const strange = letters.filter((it) => !MIXED_DAILY.includes(it.script))
  const isAlone = strange.length === letters.length && new Set(letters.map((it) => it.script)).size <= 1
  return isAlone ? [] : strange
}
