import { Hono } from 'hono'
import type { ApiEnv } from './api-env.ts'

/** /healthz says that the process answers; /readyz that it can work. */
export function healthRoutes(): Hono<ApiEnv> {
  const health = new Hono<ApiEnv>()
  health.get('/healthz', (c) => c.json({ status: 'ok' }))
  health.get('/readyz', async (c) => {
    const { db, queueIsRunning } = c.get('services')
    const database = await db.pool.query('select 1').then(
      () => 'ok',
      () => 'away',
    )
    const queue = queueIsRunning() ? 'ok' : 'stopped'
    const ready = database === 'ok' && queue === 'ok'
    return c.json({ status: ready ? 'ok' : 'not ready', database, queue }, ready ? 200 : 503)
  })
  return health
}
