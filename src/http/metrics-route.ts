import { Hono } from 'hono'
import { registry, waiting } from '../metrics.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'

async function countWaiting({ db }: Services): Promise<void> {
  const { rows } = await db.pool.query<{
    pending: number
    dead: number
    held: number
    drafts: number
    tasks: number
    inbox: number
  }>(`
    select (select count(*)::int from deliveries where status = 'pending') as pending,
      (select count(*)::int from deliveries where status = 'dead') as dead,
      (select count(*)::int from deliveries where status = 'held') as held,
      (select count(*)::int from worker_policy_decisions where status = 'draft' and no_answer_at is null) as drafts,
      (select count(*)::int from graphile_worker._private_jobs) as tasks,
      (select count(*)::int from line_inbox where handled_at is null) as inbox`)
  for (const [what, count] of Object.entries(rows[0] ?? {})) waiting.set({ what }, count)
}

/** /metrics for Prometheus; what waits is counted when it is asked for. */
export function metricsRoutes(): Hono<ApiEnv> {
  const metrics = new Hono<ApiEnv>()
  metrics.get('/metrics', async (c) => {
    // Without a database the process's own numbers are still worth having.
    await countWaiting(c.get('services')).catch(() => waiting.reset())
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  })
  return metrics
}
