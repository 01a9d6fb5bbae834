import { type Ctx, inTransaction } from '../context.ts'
import { reportFinding } from '../events/report.ts'
import { IDLE_TIME, SWEEP_BATCH } from '../rules.ts'

/**
 * Looks for leases that ran out and claims without progress; each makes one event. Any replica may
 * run this at any time.
 *
 * @returns how many events it made.
 */
export async function sweepJobs(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now()
  const idleSince = new Date(now.getTime() - IDLE_TIME)
  const expired = await ctx.db.job.findMany({
    where: { status: 'claimed', leaseUntil: { lte: now }, riskReportedAt: null },
    take: SWEEP_BATCH,
  })
  const idle = await ctx.db.job.findMany({
    where: {
      status: 'claimed',
      leaseUntil: { gt: now },
      progressAt: { lte: idleSince },
      idleReportedAt: null,
    },
    take: SWEEP_BATCH,
  })
  let made = 0
  for (const job of expired) {
    made += await inTransaction(ctx, async (tx) => {
      const { count } = await tx.db.job.updateMany({
        where: { id: job.id, leaseUntil: job.leaseUntil, riskReportedAt: null },
        data: { riskReportedAt: now },
      })
      if (count > 0)
        await reportFinding(tx, {
          job,
          eventType: 'lease_risk',
          phase: 'lease',
          message: 'the lease ran out without a touch',
        })
      return count
    })
  }
  for (const job of idle) {
    made += await inTransaction(ctx, async (tx) => {
      const { count } = await tx.db.job.updateMany({
        where: { id: job.id, progressAt: job.progressAt, idleReportedAt: null },
        data: { idleReportedAt: now },
      })
      if (count > 0)
        await reportFinding(tx, {
          job,
          eventType: 'claim_idle',
          phase: 'claim',
          message: 'claimed, and no progress since',
        })
      return count
    })
  }
  return made
}
