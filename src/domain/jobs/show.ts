import type { Job } from '../../contract.ts'
import type { Job as JobRow } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Ctx } from '../context.ts'
import { JOB_HISTORY } from '../rules.ts'

/** @throws AppError `not-found` */
export async function getJobRow(ctx: Ctx, id: string): Promise<JobRow> {
  const found = await ctx.db.job.findUnique({ where: { id } })
  if (!found) throw new AppError('not-found', `There is no job ${id}; create it with POST /api/pls/jobs.`)
  return found
}

/** The newest check of a job's artifacts, or null. */
export async function findNewestGateCheck(ctx: Ctx, jobId: string) {
  return ctx.db.artifactGateCheck.findFirst({
    where: { jobId },
    orderBy: [{ checkedAt: 'desc' }, { id: 'desc' }],
  })
}

/**
 * A job with its progress, artifacts (the newest 200 of each) and gate.
 *
 * @throws AppError `not-found`
 */
export async function getJob(ctx: Ctx, id: string): Promise<Job> {
  const job = await getJobRow(ctx, id)
  const newest = { where: { jobId: id }, orderBy: { id: 'desc' as const }, take: JOB_HISTORY }
  const progress = await ctx.db.jobProgress.findMany(newest)
  const artifacts = await ctx.db.jobArtifact.findMany(newest)
  const gate = await findNewestGateCheck(ctx, id)
  return {
    job_id: job.id,
    title: job.title,
    pool: job.pool,
    status: job.status,
    worker_id: job.workerId,
    lease_until: job.leaseUntil?.toISOString() ?? null,
    claimed_at: job.claimedAt?.toISOString() ?? null,
    completed_at: job.completedAt?.toISOString() ?? null,
    created_at: job.createdAt.toISOString(),
    progress: progress.map((it) => ({ worker_id: it.workerId, note: it.note, at: it.at.toISOString() })),
    artifacts: artifacts.map((it) => ({
      name: it.name,
      size: Number(it.size),
      sha256: it.sha256,
      worker_id: it.workerId,
      at: it.at.toISOString(),
    })),
    gate: gate && { id: gate.id, result: gate.result, reasons: gate.reasons },
  }
}
