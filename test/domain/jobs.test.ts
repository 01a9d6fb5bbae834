import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Ctx } from '../../src/domain/context.ts'
import { checkGate } from '../../src/domain/gate/check.ts'
import { claimJob, createJob } from '../../src/domain/jobs/claim.ts'
import { completeJob, noteProgress, recordArtifacts, touchJob } from '../../src/domain/jobs/hold.ts'
import { sweepJobs } from '../../src/domain/jobs/sweep.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { findTokenActor } from '../../src/domain/tokens/use.ts'
import { openCrew } from '../support/crew.ts'
import { aToken } from '../support/domain.ts'

const code = (it: string) => expect.objectContaining({ code: it })

async function withJob() {
  const crew = await openCrew()
  const { job_id: id } = await createJob(crew.worker, { title: 'fetch the report' })
  const events = () =>
    crew.ctx.db.workerRepairEvent.findMany({ where: { jobId: id }, orderBy: { id: 'asc' } })
  const verbs = async () =>
    (await crew.ctx.db.auditEntry.findMany({ where: { subject: `job:${id}` }, orderBy: { seq: 'asc' } })).map(
      (it) => it.verb,
    )
  return { ...crew, id, events, verbs }
}

const check = (worker: Ctx, job_id: string, http_status = 200, upload_files_count = 1) =>
  checkGate(
    worker,
    { job_id, primary_artifact_url: 'https://files.example/a', http_status, upload_files_count },
    null,
  )

test('a job is claimed by one worker, with a lease of ten minutes; a second one is refused', async () => {
  const { worker, id, clock, verbs } = await withJob()
  const job = await claimJob(worker, id, 'codex-01')
  expect(job).toMatchObject({ status: 'claimed', worker_id: 'codex-01' })
  expect(Date.parse(job.lease_until ?? '') - clock.now().getTime()).toBe(600_000)
  await expect(claimJob(worker, id, 'codex-02')).rejects.toEqual(code('job-claimed'))
  expect(await claimJob(worker, id, 'codex-01')).toMatchObject({ worker_id: 'codex-01' })
  expect(await verbs()).toEqual(['job.create', 'job.claim', 'job.claim'])
})

test('of ten workers who claim at the same moment one gets the job', async () => {
  const { worker, id } = await withJob()
  const all = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => claimJob(worker, id, `codex-${n}`)),
  )
  expect(all.filter((it) => it.status === 'fulfilled')).toHaveLength(1)
})

test('a job is made known once, and by whom it may', async () => {
  const { worker, owner, louis, id, as } = await withJob()
  await expect(createJob(worker, { title: 'again', job_id: id })).rejects.toEqual(code('job-exists'))
  for (const who of [owner, louis]) await createJob(who, { title: 'mine', job_id: randomUUID() })
  const ops = as(aToken({ id: randomUUID(), name: 'ops', role: 'ops' }))
  await expect(createJob(ops, { title: 'no' })).rejects.toEqual(code('wrong-role'))
  await expect(claimJob(worker, randomUUID(), 'codex-01')).rejects.toEqual(code('not-found'))
  await expect(claimJob(owner, id, 'codex-01')).rejects.toEqual(code('wrong-role'))
})

test('a lease that ran out is taken over by another worker, and makes a lease_risk event about the first', async () => {
  const { worker, id, clock, events } = await withJob()
  await claimJob(worker, id, 'codex-01')
  clock.advance({ minutes: 9, seconds: 59 })
  await expect(claimJob(worker, id, 'codex-02')).rejects.toEqual(code('job-claimed'))
  clock.advance({ seconds: 1 })
  expect(await claimJob(worker, id, 'codex-02')).toMatchObject({ worker_id: 'codex-02' })
  expect(await events()).toMatchObject([{ eventType: 'lease_risk', workerId: 'codex-01', phase: 'lease' }])
  await expect(touchJob(worker, id, 'codex-01')).rejects.toEqual(code('lease-not-held'))
})

test('a lease that ran out makes its event once, whether the sweep or the next worker finds it', async () => {
  const { worker, ctx, id, clock, events } = await withJob()
  await claimJob(worker, id, 'codex-01')
  expect(await sweepJobs(ctx)).toBe(0)
  clock.advance({ minutes: 11 })
  expect(await sweepJobs(ctx)).toBe(1)
  expect(await sweepJobs(ctx)).toBe(0)
  await claimJob(worker, id, 'codex-02')
  expect(await events()).toHaveLength(1)
  clock.advance({ minutes: 11 })
  const all = await Promise.all([sweepJobs(ctx), sweepJobs(ctx), sweepJobs(ctx)])
  expect(all.reduce((sum, it) => sum + it, 0)).toBe(1)
  expect((await events()).map((it) => it.workerId)).toEqual(['codex-01', 'codex-02'])
})

test('a claim that is touched but makes no progress for half an hour is idle, once', async () => {
  const { worker, ctx, id, clock, events } = await withJob()
  await claimJob(worker, id, 'codex-01')
  for (let n = 0; n < 3; n += 1) {
    clock.advance({ minutes: 9 })
    await touchJob(worker, id, 'codex-01')
  }
  expect(await sweepJobs(ctx)).toBe(0)
  clock.advance({ minutes: 3 })
  expect(await sweepJobs(ctx)).toBe(1)
  expect(await sweepJobs(ctx)).toBe(0)
  expect(await events()).toMatchObject([{ eventType: 'claim_idle', workerId: 'codex-01', phase: 'claim' }])
  await noteProgress(worker, id, 'codex-01', 'half of it')
  clock.advance({ minutes: 9 })
  expect(await sweepJobs(ctx)).toBe(0)
})

test('claiming again what one holds is no progress', async () => {
  const { worker, id, clock, ctx, events } = await withJob()
  await claimJob(worker, id, 'codex-01')
  for (let times = 0; times < 4; times += 1) {
    clock.advance({ minutes: 9 })
    await claimJob(worker, id, 'codex-01')
  }
  await sweepJobs(ctx)
  expect(await events()).toMatchObject([{ eventType: 'claim_idle' }])
})

test('touch, progress and artifacts renew the lease, and are for its holder alone', async () => {
  const { worker, id, clock } = await withJob()
  const renewals = [
    (by: string) => touchJob(worker, id, by),
    (by: string) => noteProgress(worker, id, by, 'half'),
    (by: string) => recordArtifacts(worker, id, by, [{ name: 'a.pdf', size: 3, sha256: 'A'.repeat(64) }]),
  ]
  for (const renew of renewals) await expect(renew('codex-01')).rejects.toEqual(code('lease-not-held'))
  await claimJob(worker, id, 'codex-01')
  for (const renew of renewals) {
    clock.advance({ minutes: 9 })
    const job = await renew('codex-01')
    expect(Date.parse(job.lease_until ?? '') - clock.now().getTime()).toBe(600_000)
    await expect(renew('codex-02')).rejects.toEqual(code('lease-not-held'))
  }
  clock.advance({ minutes: 10 })
  for (const renew of renewals) await expect(renew('codex-01')).rejects.toEqual(code('lease-not-held'))
  const job = await claimJob(worker, id, 'codex-01')
  expect(job.progress).toMatchObject([{ note: 'half', worker_id: 'codex-01' }])
  expect(job.artifacts).toMatchObject([{ name: 'a.pdf', size: 3, sha256: 'a'.repeat(64) }])
})

test('a job is complete only when its newest gate check passed, and says what is missing until then', async () => {
  const { worker, id, clock, verbs } = await withJob()
  await claimJob(worker, id, 'codex-01')
  const complete = () => completeJob(worker, id, 'codex-01')
  expect(await complete()).toMatchObject({
    completed: false,
    missing: [expect.stringContaining('no artifact gate check')],
  })
  const steps = [
    [200, 1],
    [404, 0],
    [503, 1],
  ] as const
  for (const [status, files] of steps) {
    clock.advance({ seconds: 1 })
    await check(worker, id, status, files)
  }
  expect(await complete()).toMatchObject({ completed: false, missing: [expect.stringContaining('503')] })
  // Another job's pass is no help.
  await check(worker, randomUUID())
  expect(await complete()).toMatchObject({ completed: false })
  clock.advance({ seconds: 1 })
  await check(worker, id)
  expect(await complete()).toMatchObject({ completed: true, job: { status: 'completed', lease_until: null } })
  await expect(complete()).rejects.toEqual(code('lease-not-held'))
  await expect(claimJob(worker, id, 'codex-01')).rejects.toEqual(code('job-claimed'))
  expect((await verbs()).filter((it) => it.startsWith('job.complete'))).toEqual([
    ...Array(3).fill('job.complete-blocked'),
    'job.complete',
  ])
})

test('nobody completes a job that another worker holds, or that nobody holds', async () => {
  const { worker, owner, id, clock } = await withJob()
  await check(worker, id)
  await expect(completeJob(worker, id, 'codex-01')).rejects.toEqual(code('lease-not-held'))
  await claimJob(worker, id, 'codex-01')
  await expect(completeJob(worker, id, 'codex-02')).rejects.toEqual(code('lease-not-held'))
  await expect(completeJob(owner, id, 'codex-01')).rejects.toEqual(code('wrong-role'))
  clock.advance({ minutes: 10 })
  await expect(completeJob(worker, id, 'codex-01')).rejects.toEqual(code('lease-not-held'))
})

test('a token of one worker claims, touches and completes for no other', async () => {
  const { ctx, as, id } = await withJob()
  const { token } = await createToken(ctx, { role: 'worker', name: 'two', workerId: 'codex-02' })
  const two = as(await findTokenActor(ctx, token))
  for (const call of [claimJob, touchJob, completeJob])
    await expect(call(two, id, 'codex-01')).rejects.toEqual(code('wrong-role'))
  await claimJob(two, id, 'codex-02')
})
