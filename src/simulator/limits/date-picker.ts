import type { JsonObject } from '../state/records.ts'
import type { Spot } from './spot.ts'
import { checkOneOf } from './strings.ts'

const FORMATS: Record<string, RegExp> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}$/,
}
const EARLIEST = '1900-01-01'
const LATEST = '2100-12-31'

/** Checks mode, initial, max and min of a datetimepicker action: form, range and order. */
export function checkDatePicker(spot: Spot, action: JsonObject): void {
  if (!checkOneOf(spot.at('mode'), action.mode, Object.keys(FORMATS))) return
  const mode = String(action.mode)
  const [min, initial, max] = ['min', 'initial', 'max'].map((key) => readTime(spot, action, key, mode))
  const isOrdered = !isAfter(min, initial) && !isAfter(initial, max)
  const isRange = min === null || max === null || min === undefined || max === undefined || max > min
  if (!isOrdered || !isRange) spot.fail('invalid date time order')
}

function isAfter(left: string | null | undefined, right: string | null | undefined): boolean {
  return typeof left === 'string' && typeof right === 'string' && left > right
}

/** The value in comparable form; null when it is absent or wrong (which is then reported). */
function readTime(spot: Spot, action: JsonObject, key: string, mode: string): string | null {
  const value = action[key]
  if (value === undefined) return null
  const text = typeof value === 'string' ? value.toUpperCase() : ''
  if (FORMATS[mode]?.test(text) && isRealTime(text, mode)) return text
  spot.at(key).fail('invalid datetime format for the specified mode')
  return null
}

function isRealTime(text: string, mode: string): boolean {
  const full = mode === 'time' ? `2000-01-01T${text}` : mode === 'date' ? `${text}T00:00` : text
  const time = new Date(`${full}:00Z`)
  // A date such as 02-30 rolls over: then what comes out is not what went in.
  if (Number.isNaN(time.getTime()) || !time.toISOString().startsWith(full)) return false
  return mode === 'time' || (text.slice(0, 10) >= EARLIEST && text.slice(0, 10) <= LATEST)
}
