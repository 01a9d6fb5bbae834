import { z } from '@hono/zod-openapi'
import { ArtifactsInput, Job, JobInput, ProgressInput, WorkerInput } from '../../contract.ts'
import { claimJob, createJob } from '../../domain/jobs/claim.ts'
import { completeJob, noteProgress, recordArtifacts, touchJob } from '../../domain/jobs/hold.ts'
import { getJob } from '../../domain/jobs/show.ts'
import { AppError } from '../../errors.ts'
import { problemOf } from '../problem.ts'
import { type Answered, type Route, route } from '../route.ts'

const params = { job_id: z.uuid('must be a UUID') }
const idOf = (it: Record<string, string>) => it.job_id ?? ''

function blocked(missing: string[], requestId: string): Answered {
  const problems = missing.map((message) => ({ path: 'artifact_gate', message }))
  const error = new AppError(
    'artifact-gate-not-passed',
    `The artifact gate has not passed: ${missing.join('; ')}.`,
    { problems },
  )
  return { status: 409, body: { ...problemOf(error, requestId), missing }, keep: false }
}

export const jobRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/jobs',
    who: ['worker', 'pool_owner', 'pls_owner', 'louis'],
    summary: 'Make a job known',
    body: JobInput,
    answers: { 201: Job },
    run: async ({ ctx, body }) => ({ status: 201, body: await createJob(ctx, body) }),
  }),
  route({
    method: 'GET',
    path: '/jobs/:job_id',
    who: 'any',
    summary: 'A job: lease, progress, artifacts, gate',
    params,
    answers: { 200: Job },
    run: async ({ ctx, params: it }) => ({ status: 200, body: await getJob(ctx, idOf(it)) }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:job_id/claim',
    who: ['worker'],
    summary: 'Take a job, with a lease',
    params,
    body: WorkerInput,
    answers: { 200: Job },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await claimJob(ctx, idOf(it), body.worker_id),
    }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:job_id/touch',
    who: ['worker'],
    summary: 'Renew the lease',
    params,
    body: WorkerInput,
    answers: { 200: Job },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await touchJob(ctx, idOf(it), body.worker_id),
    }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:job_id/progress',
    who: ['worker'],
    summary: 'Note progress',
    params,
    body: ProgressInput,
    answers: { 200: Job },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await noteProgress(ctx, idOf(it), body.worker_id, body.note),
    }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:job_id/artifacts',
    who: ['worker'],
    summary: 'Record uploaded files',
    params,
    body: ArtifactsInput,
    answers: { 200: Job },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await recordArtifacts(ctx, idOf(it), body.worker_id, body.files),
    }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:job_id/complete',
    who: ['worker'],
    summary: 'End a job whose artifact gate has passed',
    params,
    body: WorkerInput,
    answers: { 200: Job },
    run: async ({ ctx, params: it, body, requestId }) => {
      const outcome = await completeJob(ctx, idOf(it), body.worker_id)
      return outcome.completed ? { status: 200, body: outcome.job } : blocked(outcome.missing, requestId)
    },
  }),
]
