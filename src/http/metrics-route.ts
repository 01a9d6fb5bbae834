import { Hono } from 'hono'
import { countHeld } from '../domain/deliveries/held.ts'
import { quotaState } from '../line/outbox/quota.ts'
import { quotaMessages, quotaStates, registry, waiting } from '../metrics.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'
import { requireMetricsReader } from './metrics-access.ts'

async function countWaiting({ db }: Services): Promise<void> {
  const { rows } = await db.pool.query<{
    pending: number
    dead: number
    drafts: number
    tasks: number
    inbox: number
  }>(`
    select (select count(*)::int from deliveries where status = 'pending') as pending,
      (select count(*)::int from deliveries where status = 'dead') as dead,
      (select count(*)::int from worker_policy_decisions where status = 'draft' and no_answer_at is null) as drafts,
      (select count(*)::int from graphile_worker._private_jobs) as tasks,
      (select count(*)::int from line_inbox where handled_at is null) as inbox`)
  const { held, highRisk } = await countHeld(db.prisma)
  waiting.set({ what: 'held' }, held)
  waiting.set({ what: 'held_high_risk' }, highRisk)
  for (const [what, count] of Object.entries(rows[0] ?? {})) waiting.set({ what }, count)
}

function showQuota({ quota }: Services): void {
  const reading = quota.glance()
  quotaMessages.reset()
  if (reading) quotaMessages.set({ what: 'used' }, reading.used)
  if (reading && reading.limit !== null) quotaMessages.set({ what: 'limit' }, reading.limit)
  quotaStates.reset()
  quotaStates.set({ state: quotaState(reading) }, 1)
}

/**
 * /metrics for Prometheus; what waits is counted when it is asked for.
 *
 * @param isAlone served at an address of its own, whoever may reach that may read; unless there is a token.
 */
export function metricsRoutes(
  { metricsToken }: Pick<Services, 'metricsToken'>,
  isAlone: boolean,
): Hono<ApiEnv> {
  const metrics = new Hono<ApiEnv>()
  metrics.get('/metrics', async (c) => {
    if (!isAlone || metricsToken !== null) requireMetricsReader(c, metricsToken)
    showQuota(c.get('services'))
    // Without a database the process's own numbers are still worth having.
    await countWaiting(c.get('services')).catch(() => waiting.reset())
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  })
  return metrics
}
