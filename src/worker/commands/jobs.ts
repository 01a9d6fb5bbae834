import type { Job } from '../../contract.ts'
import type { CommandCall, Result } from '../command.ts'
import { jobPath } from '../lease.ts'
import { sendWaiting } from '../report.ts'
import { WorkerError } from '../worker-error.ts'

const workerOf = ({ settings }: CommandCall) => ({ worker_id: settings.worker })

const shown = (job: Job, words: string): Result => ({
  exitCode: 0,
  json: job,
  text: `${words}: ${job.title} (${job.job_id})${job.lease_until ? `, lease until ${job.lease_until}` : ''}`,
})

/** `claim`: takes the job; with --title it is made known first where the server does not know it. */
export async function claimCommand(call: CommandCall): Promise<Result> {
  const { api, settings, flags } = call
  const claim = (id: string) => api.post<Job>(`/jobs/${id}/claim`, workerOf(call))
  const create = () =>
    api.post<Job>('/jobs', {
      ...(settings.job === '' ? {} : { job_id: settings.job }),
      title: flags.title,
      ...(flags.pool ? { pool: flags.pool } : {}),
    })
  if (settings.job === '' && !flags.title)
    throw new WorkerError(
      'usage',
      'Nothing was done. Set COUNTERSIGN_JOB (or --job), or give --title for a new job.',
    )
  await sendWaiting(call)
  if (settings.job === '') return shown(await claim((await create()).job_id), 'claimed')
  try {
    return shown(await claim(settings.job), 'claimed')
  } catch (error) {
    if (!(error instanceof WorkerError) || error.code !== 'not-found' || !flags.title) throw error
    await create()
    return shown(await claim(settings.job), 'claimed')
  }
}

/** `touch`: renews the lease. */
export async function touchCommand(call: CommandCall): Promise<Result> {
  await sendWaiting(call)
  return shown(await call.api.post<Job>(jobPath(call, 'touch'), workerOf(call)), 'touched')
}

/** `progress TEXT`: notes what was done, which renews the lease as well. */
export async function progressCommand(call: CommandCall): Promise<Result> {
  await sendWaiting(call)
  const body = { ...workerOf(call), note: call.words.join(' ') }
  return shown(await call.api.post<Job>(jobPath(call, 'progress'), body), 'noted')
}

/** `complete`: ends the job, if its artifact gate has passed. */
export async function completeCommand(call: CommandCall): Promise<Result> {
  await sendWaiting(call)
  return shown(await call.api.post<Job>(jobPath(call, 'complete'), workerOf(call)), 'completed')
}
