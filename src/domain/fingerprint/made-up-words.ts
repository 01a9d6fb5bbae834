// Ids that a machine made up, told from words by how they look.

/** What Kubernetes makes suffixes of: no vowels, and no digits that look like letters. */
const POD_SIGNS = /^[bcdfghjklmnpqrstvwxz2456789]+$/
/** The suffixes of a pod and of its replica set. */
const POD_LENGTH = 5
const SET_LENGTHS = [8, 9, 10]

/** These look like the suffix of a pod, and are words. */
const NO_SUFFIX = new Set(['https', 'xhtml', 'mssql', 'grpcs', 'ppc64', 'hs256', 'ps256', 'rs256'])

const hasBoth = (word: string) => /\d/.test(word) && /[a-z]/i.test(word)

/** A word that somebody numbered: worker12, python3. */
function isNumbered(word: string): boolean {
  const [, letters = ''] = /^([a-z]{4,})\d{1,3}$/i.exec(word) ?? []
  return /[aeiouy]/i.test(letters) && !/[^aeiouy]{4}/i.test(letters)
}

const isHash = (word: string) => word.length >= 7 && /^[0-9a-f]+$/i.test(word) && /\d/.test(word)

/** Capitals where no name has them: AbCdEfGh, but not TooManyRequests. */
function isJumbled(word: string): boolean {
  const humps = word.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+/g)?.length ?? 0
  return humps >= 4 && word.length / humps < 2.6
}

const isPodSuffix = (word: string) =>
  (word.length === POD_LENGTH || SET_LENGTHS.includes(word.length)) &&
  POD_SIGNS.test(word) &&
  !NO_SUFFIX.has(word)

/**
 * Whether a word is an id.
 *
 * @param isSuffix true behind another word and a hyphen or underscore: req_…, call_…, api-…
 */
function isMadeUp(word: string, isSuffix: boolean): boolean {
  if (/^\d+$/.test(word)) return false
  if (isHash(word)) return true
  if (isSuffix && isPodSuffix(word)) return true
  if (hasBoth(word)) return word.length >= (isSuffix ? 6 : 7) && !isNumbered(word)
  return word.length >= (isSuffix ? 8 : 12) && isJumbled(word)
}

const WORDS = /[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)*/g

/** Base64 with signs that no name has; a path has neither them nor an end of "=". */
const BASE64 = /(?<![\w+/=.~-])[A-Za-z0-9+][A-Za-z0-9+/]{19,}={0,2}(?![\w+/=.-])/g
const isBase64 = (text: string) =>
  /[+=]/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text)

/** Takes ids in base64 out; before paths are, whose slashes it shares. */
export const withoutBase64 = (text: string, mark: string): string =>
  text.replace(BASE64, (it) => (isBase64(it) ? mark : it))

/** Takes ids out of words, and leaves what stands before them: req_<n>, api-<n>-<n>. */
export function withoutIds(text: string, mark: string): string {
  return text.replace(WORDS, (word) =>
    word
      .split(/([-_]+)/)
      .map((part, at) => (at % 2 === 0 && isMadeUp(part, at > 0) ? mark : part))
      .join(''),
  )
}
