import { Prisma } from '../../db/generated/client.ts'
import { riskOfRepair } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { effectiveRisks } from '../overrides/override.ts'
import type { PoolDigest } from './digest-facts.ts'
import { readPool, type Span, spanBefore } from './read-pool.ts'

/**
 * Errors that a group may hear of: for none was a repair of high risk named in this time (what the
 * catalogue does not know is one), and none has ever had a proposal of high risk.
 */
async function shownErrors(ctx: Ctx, span: Span): Promise<Prisma.Sql> {
  const time = { gte: spanBefore(span), lt: span.to }
  const named = await ctx.db.workerRepairEvent.findMany({
    where: { occurredAt: time },
    distinct: ['repairAction'],
    select: { repairAction: true },
  })
  const risks = await effectiveRisks(ctx)
  const high = named.map((it) => it.repairAction).filter((it) => riskOfRepair(it, risks) === 'high')
  return Prisma.sql`and fingerprint not in (
    select fingerprint from worker_repair_events
      where occurred_at >= ${time.gte} and occurred_at < ${time.lt} and repair_action = any(${high})
    union select p.fingerprint from repair_proposals p
      join worker_policy_decisions d on d.id = p.policy_decision_id where d.risk_level = 'high')`
}

/** What happened in one pool, or (null) in all, with nothing of high risk in it: what a group may read. */
export async function readPoolForGroup(ctx: Ctx, pool: string | null, span: Span): Promise<PoolDigest> {
  const digest = await readPool(ctx, pool, span, await shownErrors(ctx, span))
  const isShown = (it: { riskLevel: string }) => it.riskLevel !== 'high'
  return { ...digest, decided: digest.decided.filter(isShown), waiting: digest.waiting.filter(isShown) }
}
