import { Hono } from 'hono'
import { countHeld } from '../domain/deliveries/held.ts'
import { quotaState } from '../line/outbox/quota.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'

/**
 * How far LINE's messages of this month reach, as it is known: LINE is never waited for. A month without
 * messages takes nobody out of service: replies are free, and a restart would bring no message back.
 */
async function lineState({ db, quota }: Services, hasDatabase: boolean) {
  const held = hasDatabase ? await countHeld(db.prisma).catch(() => null) : null
  return {
    quota: quotaState(quota.glance()),
    held: held?.held ?? null,
    high_risk_waiting: held?.highRisk ?? null,
  }
}

/** /healthz says that the process answers; /readyz that it can work, and what waits for LINE's quota. */
export function healthRoutes(): Hono<ApiEnv> {
  const health = new Hono<ApiEnv>()
  health.get('/healthz', (c) => c.json({ status: 'ok' }))
  health.get('/readyz', async (c) => {
    const services = c.get('services')
    const { db, queueIsRunning } = services
    const database = await db.pool.query('select 1').then(
      () => 'ok',
      () => 'away',
    )
    const queue = queueIsRunning() ? 'ok' : 'stopped'
    const ready = database === 'ok' && queue === 'ok'
    const line = await lineState(services, database === 'ok')
    return c.json({ status: ready ? 'ok' : 'not ready', database, queue, line }, ready ? 200 : 503)
  })
  return health
}
