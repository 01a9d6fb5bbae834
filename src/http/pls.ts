import { Hono } from 'hono'
import { RepairEventInput } from '../contract.ts'
import { reportRepairEvent } from '../domain/events/report.ts'
import type { ApiEnv } from './api-env.ts'
import { authenticate } from './authenticate.ts'
import { idempotent } from './idempotent.ts'
import { readJson } from './read-body.ts'

/** The API for workers: a handler after its path; parse, call the verb, answer. */
export function plsRoutes(): Hono<ApiEnv> {
  const pls = new Hono<ApiEnv>()
  pls.use(authenticate)
  pls.post('/worker-repair-events', async (c) => {
    const { value, text } = await readJson(c)
    const input = RepairEventInput.parse(value)
    return idempotent(c, text, async (tx) => ({ status: 201, body: await reportRepairEvent(tx, input) }))
  })
  return pls
}
