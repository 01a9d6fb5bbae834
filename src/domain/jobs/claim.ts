import type { z } from 'zod'
import type { Job, JobInput } from '../../contract.ts'
import { isUniqueViolation } from '../../db/database.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { reportFinding } from '../events/report.ts'
import { maskText } from '../mask-secrets.ts'
import { poolOf, requireOwnWorker } from '../own-worker.ts'
import { LEASE_TIME } from '../rules.ts'
import { getJob, getJobRow } from './show.ts'

/**
 * Makes a job known. A job that is known already stays as it is.
 *
 * @throws AppError `wrong-role`, `job-exists`.
 */
export async function createJob(ctx: Ctx, input: z.output<typeof JobInput>): Promise<Job> {
  requireRole(ctx.actor, 'worker', 'pool_owner', 'pls_owner', 'louis')
  const title = await maskText(input.title)
  const id = input.job_id ?? ctx.ids.uuid()
  try {
    return await inTransaction(ctx, async (tx) => {
      const data = {
        id,
        title,
        pool: input.pool ?? poolOf(tx.actor),
        createdBy: actorRef(tx.actor),
        createdAt: tx.clock.now(),
      }
      await tx.db.job.create({ data })
      await recordAudit(tx, 'job.create', { subject: `job:${id}`, after: data })
      return getJob(tx, id)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('job-exists', `Job ${id} is known already; claim it.`, { cause: error })
  }
}

const FRESH = { status: 'claimed', idleReportedAt: null, riskReportedAt: null } as const

/**
 * Takes a job for a worker, with a lease. A lease that ran out can be taken over; that is an event.
 *
 * @throws AppError `not-found`, `wrong-role`, `job-claimed` (also for a completed job).
 */
export async function claimJob(ctx: Ctx, id: string, workerId: string): Promise<Job> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, workerId)
  return inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    const before = await getJobRow(tx, id)
    const leaseUntil = new Date(now.getTime() + LEASE_TIME)
    const isRenewal =
      before.status === 'claimed' && before.workerId === workerId && (before.leaseUntil ?? now) > now
    const { count } = await tx.db.job.updateMany({
      where: {
        id,
        OR: [
          { status: 'open' },
          { status: 'claimed', leaseUntil: { lte: now } },
          { status: 'claimed', workerId },
        ],
      },
      // Claiming what one holds is no progress: it renews the lease, and the idle time goes on.
      data: isRenewal ? { leaseUntil } : { ...FRESH, workerId, leaseUntil, claimedAt: now, progressAt: now },
    })
    if (count === 0) await refuseClaim(tx, id)
    // Before the audit entry: events lock their fingerprint first, and the audit log last.
    const isTakenOver =
      before.status === 'claimed' && before.workerId !== workerId && before.riskReportedAt === null
    if (isTakenOver) {
      await reportFinding(tx, {
        job: before,
        eventType: 'lease_risk',
        phase: 'lease',
        message: `the lease ran out and ${workerId} took the job over`,
      })
    }
    await recordAudit(tx, 'job.claim', {
      subject: `job:${id}`,
      before: lease(before),
      after: { workerId, leaseUntil },
    })
    return getJob(tx, id)
  })
}

const lease = ({
  workerId,
  leaseUntil,
  status,
}: {
  workerId: string | null
  leaseUntil: Date | null
  status: string
}) => ({
  workerId,
  leaseUntil,
  status,
})

async function refuseClaim(tx: Ctx, id: string): Promise<never> {
  const { status, workerId, leaseUntil } = await getJobRow(tx, id)
  const why =
    status === 'completed'
      ? 'It is completed.'
      : `Worker ${workerId} holds it until ${leaseUntil?.toISOString()}.`
  throw new AppError('job-claimed', `This job cannot be claimed. ${why}`)
}
