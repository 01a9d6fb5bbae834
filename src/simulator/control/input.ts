import type { Context } from 'hono'
import { z } from 'zod'
import { Impossible } from '../phone/actor.ts'

/** Reads a JSON body by its schema; 400 with a sentence that says what to send. */
export async function readInput<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const text = await c.req.text()
  let value: unknown
  try {
    value = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    throw new Impossible(400, 'The body is not JSON. Send a JSON object.')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw new Impossible(400, `Correct the body and send it again. ${problems.join('. ')}.`)
}

export const UserId = z.string().regex(/^U[0-9a-f]{32}$/, 'must be "U" and 32 lower-case hex digits')
export const GroupId = z.string().regex(/^C[0-9a-f]{32}$/, 'must be "C" and 32 lower-case hex digits')
export const Params = z.record(z.string(), z.string())

/** Where somebody acts: without group_id in the one-to-one chat. */
export const Place = z.strictObject({
  group_id: GroupId.optional(),
  without_user_id: z.boolean().optional(),
})
