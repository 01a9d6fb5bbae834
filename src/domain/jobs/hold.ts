import type { z } from 'zod'
import type { ArtifactsInput, Job } from '../../contract.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { maskText } from '../mask-secrets.ts'
import { requireOwnWorker } from '../own-worker.ts'
import { LEASE_TIME } from '../rules.ts'
import { findNewestGateCheck, getJob, getJobRow } from './show.ts'

/** What only the holder of the lease may do; its renewal comes with it. */
async function asHolder(tx: Ctx, id: string, workerId: string, data: { progressAt?: Date }): Promise<void> {
  const now = tx.clock.now()
  const { count } = await tx.db.job.updateMany({
    where: { id, status: 'claimed', workerId, leaseUntil: { gt: now } },
    data: { leaseUntil: new Date(now.getTime() + LEASE_TIME), riskReportedAt: null, ...data },
  })
  if (count === 0) await refuseNotHeld(tx, id, workerId)
}

async function refuseNotHeld(tx: Ctx, id: string, workerId: string): Promise<never> {
  const job = await getJobRow(tx, id)
  const why =
    job.status === 'completed'
      ? 'It is completed.'
      : job.workerId === workerId
        ? `The lease ran out at ${job.leaseUntil?.toISOString()}; claim the job again.`
        : job.workerId === null || job.status === 'open'
          ? 'Nobody has claimed it; claim it first.'
          : `Worker ${job.workerId} holds it.`
  throw new AppError('lease-not-held', `${workerId} does not hold the lease of this job. ${why}`)
}

/** @throws AppError `not-found`, `wrong-role`, `lease-not-held`. */
export async function touchJob(ctx: Ctx, id: string, workerId: string): Promise<Job> {
  return hold(ctx, id, workerId, 'job.touch', async () => ({}))
}

async function hold(
  ctx: Ctx,
  id: string,
  workerId: string,
  verb: string,
  run: (tx: Ctx) => Promise<object>,
): Promise<Job> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, workerId)
  return inTransaction(ctx, async (tx) => {
    const isProgress = verb !== 'job.touch'
    await asHolder(tx, id, workerId, isProgress ? { progressAt: tx.clock.now() } : {})
    const after = await run(tx)
    await recordAudit(tx, verb, { subject: `job:${id}`, after: { workerId, ...after } })
    return getJob(tx, id)
  })
}

/** @throws AppError `not-found`, `wrong-role`, `lease-not-held`. */
export async function noteProgress(ctx: Ctx, id: string, workerId: string, words: string): Promise<Job> {
  const note = await maskText(words)
  return hold(ctx, id, workerId, 'job.progress', async (tx) => {
    await tx.db.jobProgress.create({
      data: { id: tx.ids.uuid(), jobId: id, workerId, note, at: tx.clock.now() },
    })
    return { note }
  })
}

type Files = z.output<typeof ArtifactsInput>['files']

/** @throws AppError `not-found`, `wrong-role`, `lease-not-held`. */
export async function recordArtifacts(ctx: Ctx, id: string, workerId: string, given: Files): Promise<Job> {
  const files = await Promise.all(given.map(async (it) => ({ ...it, name: await maskText(it.name) })))
  return hold(ctx, id, workerId, 'job.artifacts', async (tx) => {
    const at = tx.clock.now()
    const rows = files.map((it) => ({
      id: tx.ids.uuid(),
      jobId: id,
      workerId,
      at,
      ...it,
      sha256: it.sha256.toLowerCase(),
    }))
    await tx.db.jobArtifact.createMany({ data: rows })
    return { files: files.length }
  })
}

/** What came of wanting to end a job. */
export type Completion = { completed: true; job: Job } | { completed: false; missing: string[] }

/**
 * Ends a job. Its newest gate check must have passed, and the worker must hold the lease. A blocked
 * completion is kept for the scorecard, so it is an answer here and no error.
 *
 * @throws AppError `not-found`, `wrong-role`, `lease-not-held`.
 */
export async function completeJob(ctx: Ctx, id: string, workerId: string): Promise<Completion> {
  requireRole(ctx.actor, 'worker')
  requireOwnWorker(ctx.actor, workerId)
  return inTransaction(ctx, async (tx) => {
    const subject = `job:${id}`
    await asHolder(tx, id, workerId, {})
    const gate = await findNewestGateCheck(tx, id)
    if (gate?.result !== 'pass') {
      const missing = gate
        ? gate.reasons
        : ['no artifact gate check: send one to POST /api/pls/artifact-gate-checks']
      await recordAudit(tx, 'job.complete-blocked', { subject, after: { workerId, missing } })
      return { completed: false, missing }
    }
    const data = { status: 'completed' as const, completedAt: tx.clock.now(), leaseUntil: null }
    await tx.db.job.updateMany({ where: { id, status: 'claimed', workerId }, data })
    const after = { status: 'completed', workerId, gate: gate.id }
    await recordAudit(tx, 'job.complete', { subject, before: { status: 'claimed' }, after })
    return { completed: true, job: await getJob(tx, id) }
  })
}
