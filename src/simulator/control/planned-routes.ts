import { Hono } from 'hono'
import type { z } from 'zod'
import { readInput } from './input.ts'

/** What the platform is to do next, oldest first: seen by GET, added to by POST, dropped by DELETE. */
export function plannedRoutes<S extends z.ZodType>(planned: z.output<S>[], schema: S): Hono {
  const app = new Hono()
  app.get('/', (c) => c.json({ items: planned }))
  app.post('/', async (c) => {
    planned.push(await readInput(c, schema))
    return c.json({ items: planned }, 201)
  })
  app.delete('/', (c) => {
    planned.length = 0
    return c.json({ items: [] })
  })
  return app
}
