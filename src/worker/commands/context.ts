import type { Job, LearningInput, Policy } from '../../contract.ts'
import type { CommandCall, Result } from '../command.ts'
import { jobPath } from '../lease.ts'
import { sendWaiting } from '../report.ts'

type Page<T> = { items: T[] }

const RUNS: Record<Policy['runs'], string> = {
  by_itself: 'you may, at any time',
  after_approval: 'ask first with `act`',
  approved_each_time: 'ask each time with `act`; Louis decides',
  forbidden: 'forbidden',
}

function lines(job: Job, policies: Policy[], lessons: LearningInput[]): string {
  const rules = policies.filter(
    (it) => it.policy_key.startsWith('action:') && it.version + Number(it.id === null) > 0,
  )
  const notes = job.progress.slice(0, 5).map((it) => `  ${it.at} ${it.worker_id}: ${it.note}`)
  return [
    `${job.title} (${job.job_id}): ${job.status}`,
    `lease: ${job.worker_id ? `${job.worker_id} until ${job.lease_until ?? 'the end'}` : 'nobody'}`,
    `artifacts: ${job.artifacts.length}; gate: ${job.gate ? `${job.gate.result} ${job.gate.reasons.join('; ')}` : 'not checked'}`,
    ...(notes.length > 0 ? ['progress, newest first:', ...notes] : []),
    'what you may do:',
    ...rules
      .slice(0, 20)
      .map((it) => `  ${it.allowed_action}: ${RUNS[it.runs]}${it.reason ? ` (${it.reason})` : ''}`),
    'priorities, newest first:',
    ...(lessons.length > 0
      ? lessons.map((it) => `  ${it.topic_key}: ${it.next_round_priority}`)
      : ['  none yet']),
  ].join('\n')
}

/** `context`: everything that a worker should know before it goes on. */
export async function contextCommand(call: CommandCall): Promise<Result> {
  await sendWaiting(call)
  const { api } = call
  const [job, policies, lessons] = await Promise.all([
    api.get<Job>(jobPath(call)),
    api.get<Page<Policy>>('/worker-policy?limit=50'),
    api.get<Page<LearningInput>>('/learning-memory-updates?limit=5'),
  ])
  const json = { job, policies: policies.items, priorities: lessons.items }
  return { exitCode: 0, json, text: lines(job, policies.items, lessons.items) }
}
