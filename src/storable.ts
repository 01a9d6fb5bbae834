import { z } from '@hono/zod-openapi'
import { RAW_OUTPUT_LIMIT } from './domain/rules.ts'
import { codePointOf, findHidden } from './visible-text.ts'

/** PostgreSQL keeps no NUL, and half a surrogate pair is no text in any encoding. */
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed()
const NOT_STORABLE = 'must be valid text without NUL characters'

/** Text that can be kept, of at most `max` UTF-16 units, and not only white space. */
export const text = (max: number) =>
  z
    .string()
    .refine(isStorable, NOT_STORABLE)
    .refine((it) => it.trim().length > 0, 'must not be empty')
    .max(max, `must have at most ${max} characters`)

/** What stands in for something, or is compared with something: what one reads must be all that it is. */
export const identifier = (max: number) =>
  text(max)
    .refine((it) => it === it.trim(), 'must not begin or end with a blank: leave it out')
    .superRefine((it, c) => {
      const hidden = findHidden(it)
      if (hidden === null) return
      const message = `must hold no character that shows nothing or turns the writing direction, and holds ${codePointOf(hidden)}: leave it out`
      c.addIssue({ code: 'custom', message })
    })

const MAX_DEPTH = 64

/** JSON that can be kept. */
export function isStorableJson(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  if (typeof value === 'string') return isStorable(value)
  if (Array.isArray(value)) return value.every((it) => isStorableJson(it, depth + 1))
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).every(([key, it]) => isStorable(key) && isStorableJson(it, depth + 1))
  }
  return value !== undefined
}

/** What a command printed, as the worker has it: a text, or any JSON. */
export const RawOutput = z
  .unknown()
  .refine((it) => it !== undefined && it !== null, {
    error: 'is missing: send what the command printed',
    abort: true,
  })
  // The later checks would overflow the stack on what is nested too deep.
  .refine((it) => isStorableJson(it), {
    error: `${NOT_STORABLE}, nested at most ${MAX_DEPTH} deep`,
    abort: true,
  })
  .refine(
    (it) => (JSON.stringify(it) ?? '').length <= RAW_OUTPUT_LIMIT,
    `must have at most ${RAW_OUTPUT_LIMIT} characters as JSON: keep its head and tail`,
  )
  .openapi({
    description: 'What the command printed: a string or any JSON value.',
    example: { stderr: 'fetch failed' },
  })
