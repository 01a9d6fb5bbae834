import type { Context } from 'hono'
import { z } from 'zod'
import type { ConsoleEnv } from '../view.ts'

const SIZE = 25

/** A text of the query; what is empty was not asked for. */
const Text = z
  .string()
  .trim()
  .max(200)
  .transform((it) => it.replaceAll('\u0000', '').toWellFormed() || undefined)
  .optional()
  .catch(undefined)

/** One of some values; anything else was not asked for. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined)

export const textField = Text

const After = z.uuid().optional().catch(undefined)

/** Reads the filters of a list and its place; a value that means nothing counts as none. */
export function listQuery<S extends z.ZodRawShape>(c: Context<ConsoleEnv>, shape: S) {
  const query = c.req.query()
  return { ...z.object(shape).parse(query), limit: SIZE, after: After.parse(query.after) }
}
