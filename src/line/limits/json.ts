import type { Path, Report } from './problem.ts'

/** A JSON object as opposed to null, an array or a plain value. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The items of an array; nothing if it isn't one. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The size of a value as LINE gets it: bytes of its minified JSON in UTF-8; 0 for what JSON leaves out. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}

/** Reports every null and undefined below `value`: LINE refuses null, and wants what is absent left out. */
export function reportNulls(value: unknown, path: Path, report: Report) {
  if (value === null || value === undefined) {
    report(path, `must be left out, not be ${value}`)
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      reportNulls(item, [...path, index], report)
    })
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) reportNulls(item, [...path, key], report)
  }
}
