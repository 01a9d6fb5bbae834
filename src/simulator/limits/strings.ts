import { isAbsent, type Spot } from './spot.ts'

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Most texts are counted in UTF-16 units; what people read on buttons and titles in graphemes. */
export type Counting = 'utf16' | 'graphemes' | 'code points'

function lengthOf(text: string, counting: Counting): number {
  if (counting === 'utf16') return text.length
  if (counting === 'code points') return [...text].length
  return [...graphemes.segment(text)].length
}

export interface TextLimit {
  min?: number
  max: number
  counting?: Counting
  isRequired?: boolean
}

/** Checks a string by presence and length; true when it is there and right. */
export function checkText(spot: Spot, value: unknown, limit: TextLimit): value is string {
  const { min = 1, max, counting = 'utf16', isRequired = true } = limit
  if (isAbsent(value, spot)) {
    if (isRequired) spot.missing()
    return false
  }
  if (typeof value !== 'string') {
    spot.wrong()
    return false
  }
  if (value === '' && isRequired && !spot.isFlex) {
    spot.missing()
    return false
  }
  const length = lengthOf(value, counting)
  if (length >= min && length <= max) return true
  spot.badLength(length, isRequired ? min : 0, max)
  return false
}

export interface UrlLimit {
  max: number
  schemes: readonly string[]
  isRequired?: boolean
}

export const IMAGE_URL: UrlLimit = { max: 2000, schemes: ['https'] }
export const OPTIONAL_IMAGE_URL: UrlLimit = { ...IMAGE_URL, isRequired: false }
export const ACTION_URI: UrlLimit = { max: 1000, schemes: ['http', 'https', 'line', 'tel'] }

/** Checks length, scheme and that nothing but ASCII without spaces is in it. */
export function checkUrl(spot: Spot, value: unknown, { max, schemes, isRequired }: UrlLimit): void {
  if (!checkText(spot, value, { max, isRequired })) return
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase()
  if (scheme === undefined || !schemes.includes(scheme)) spot.fail('invalid uri scheme')
  else if (!/^[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) spot.fail('invalid uri')
}

export function checkOneOf(
  spot: Spot,
  value: unknown,
  values: readonly string[],
  { isRequired = true } = {},
): boolean {
  if (isAbsent(value, spot)) {
    if (isRequired) spot.missing()
    return !isRequired
  }
  const isKnown = typeof value === 'string' && values.includes(value)
  if (!isKnown) spot.notOneOf(values)
  return isKnown
}

export function checkBoolean(spot: Spot, value: unknown): void {
  if (!isAbsent(value, spot) && typeof value !== 'boolean') spot.wrong()
}

export function checkInteger(spot: Spot, value: unknown, min: number, max: number): void {
  if (isAbsent(value, spot)) spot.missing()
  else if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
    spot.fail(`Must be between ${min} and ${max}`)
  }
}
