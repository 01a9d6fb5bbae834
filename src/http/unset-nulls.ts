import { ZodObject, type ZodType } from 'zod'

/**
 * Leaves out the fields whose null stands for "not set", as many clients send it: those that the schema
 * does not require. A required field keeps its null, and is refused by name.
 *
 * @param value the body as it came; anything but an object comes back unchanged.
 */
export function unsetNulls(schema: ZodType, value: unknown): unknown {
  if (!(schema instanceof ZodObject) || value === null || typeof value !== 'object' || Array.isArray(value))
    return value
  const isUnset = ([name, it]: [string, unknown]) => {
    const field = schema.shape[name] as ZodType | undefined
    return it === null && field?.safeParse(undefined).success === true && !field.safeParse(null).success
  }
  const given = Object.entries(value)
  return given.some(isUnset) ? Object.fromEntries(given.filter((it) => !isUnset(it))) : value
}
