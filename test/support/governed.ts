import { randomUUID } from 'node:crypto'
import { requestAction } from '../../src/domain/actions/request.ts'
import { finishAction, startAction } from '../../src/domain/actions/run.ts'
import type { Ctx } from '../../src/domain/context.ts'
import { reportRepairEvent } from '../../src/domain/events/report.ts'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { checkGate } from '../../src/domain/gate/check.ts'
import { findHalt, halt, resume } from '../../src/domain/halts/halt.ts'
import { claimJob, createJob } from '../../src/domain/jobs/claim.ts'
import { completeJob, noteProgress, touchJob } from '../../src/domain/jobs/hold.ts'
import { sweepJobs } from '../../src/domain/jobs/sweep.ts'
import { recordLearning } from '../../src/domain/learning/record.ts'
import { patchPolicy } from '../../src/domain/policies/patch.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { findTokenActor, revokeToken } from '../../src/domain/tokens/use.ts'
import { anAction } from './crew.ts'
import { type Domain, openDomain } from './domain.ts'
import { anEvent } from './given.ts'

/** One random call: by whom, about which of the things at hand. */
export type Step = { what: keyof typeof STEPS; who: number; which: number; flag: boolean }

type Person = { id: string; token: string }

/** A database with a crew, and what the sequence under way has made so far. */
export type Governed = Domain & {
  people: Person[]
  jobs: string[]
  actions: string[]
  keys: string[]
  /** The number of the last audit entry before the sequence. */
  since: string
  begin(): Promise<void>
  tally(): Promise<Record<string, number>>
}

const ROLES = [
  'worker',
  'worker',
  'pls_owner',
  'pls_owner',
  'louis',
  'louis',
  'ops',
  'pool_owner',
  'louis',
] as const
const WORKERS = ['codex-01', 'codex-02']
const ACTIONS = [
  'release',
  'reclaim',
  'requeue_job',
  'change_prompt',
  'diagnose',
  'retry_once',
  'format_disk',
]

const pick = <T>(from: readonly T[], n: number): T => {
  const found = from[n % Math.max(1, from.length)]
  return found as T
}

/** Who acts, found out by the token at each call, as a face does. */
async function as(it: Governed, who: number): Promise<Ctx> {
  return it.as(await findTokenActor(it.ctx, pick(it.people, who).token))
}

/** Mostly somebody who may; now and then just anybody. */
const usually = (step: Step, ...likely: number[]) => (step.who === 7 ? step.which : pick(likely, step.who))

const worker = (step: Step) => usually(step, 0, 0, 0, 0, 1)
const decider = (step: Step) => usually(step, 4, 5, 2, 8, 3)
const louis = (step: Step) => usually(step, 4, 5, 8)
const nothing = '00000000-0000-4000-8000-000000000000'

async function ask(it: Governed, step: Step): Promise<void> {
  const action = pick(ACTIONS, step.which + (step.flag ? 1 : 0))
  const target = `job ${it.since}-${step.which % 2}`
  const given = anAction({
    action,
    target,
    worker_id: pick(WORKERS, step.who),
    parameters: { force: step.flag },
  })
  const answer = await requestAction(await as(it, worker(step)), given)
  it.actions.push(answer.id)
  if (answer.policy_key) it.keys.push(answer.policy_key)
}

async function report(it: Governed, step: Step): Promise<void> {
  const repair_action = pick(['touch + retry once', 'requeue_job', 'release'], step.which)
  const phase = `${it.since}-${step.which % 2}`
  const event = { ...anEvent({ phase, repair_action }), event_type: 'fetch_failed' as const }
  const { proposal } = await reportRepairEvent(await as(it, worker(step)), event)
  if (proposal) it.keys.push(proposal.policy_key)
}

async function decide(it: Governed, step: Step, status: 'approved' | 'rejected' | 'retired'): Promise<void> {
  const standing = pick(['action:requeue_job', 'action:retry_once', 'action:change_prompt'], step.which)
  const key = (step.which < 5 ? it.keys.at(-1 - (step.which >> 1)) : undefined) ?? standing
  await patchPolicy(await as(it, decider(step)), key, { status, reason: 'because' })
}

async function check(it: Governed, step: Step): Promise<void> {
  const input = {
    job_id: pick(it.jobs, step.which) ?? nothing,
    primary_artifact_url: 'https://files.example/a',
    http_status: pick([200, 200, 404, 503], step.who),
    upload_files_count: step.flag ? 1 : step.which % 2,
  }
  await checkGate(await as(it, worker(step)), input, null)
}

/** Every kind of call, by name. */
export const STEPS = {
  ask,
  askAgain: ask,
  report,
  reportAgain: report,
  approve: (it: Governed, step: Step) => decide(it, step, 'approved'),
  approveToo: (it: Governed, step: Step) => decide(it, step, 'approved'),
  reject: (it: Governed, step: Step) => decide(it, step, 'rejected'),
  retire: (it: Governed, step: Step) => decide(it, step, 'retired'),
  start: async (it: Governed, step: Step) => {
    const input = step.flag && step.which === 0 ? { target: 'another' } : {}
    await startAction(await as(it, worker(step)), it.actions.at(-1 - (step.which >> 2)) ?? nothing, input)
  },
  startToo: async (it: Governed, step: Step) => {
    const ctx = await as(it, worker(step))
    const id = it.actions.at(-1) ?? nothing
    const both = await Promise.allSettled([startAction(ctx, id, {}), startAction(ctx, id, {})])
    for (const one of both) if (one.status === 'rejected') throw one.reason
  },
  finish: async (it: Governed, step: Step) => {
    const evidence = { result: 'done', raw_command_output: { exit_code: 0 } }
    await finishAction(await as(it, worker(step)), it.actions.at(-1 - (step.which >> 2)) ?? nothing, evidence)
  },
  create: async (it: Governed, step: Step) => {
    const job = await createJob(await as(it, worker(step)), { title: 'a job', job_id: randomUUID() })
    it.jobs.push(job.job_id)
  },
  claim: async (it: Governed, step: Step) => {
    await claimJob(await as(it, worker(step)), pick(it.jobs, step.which) ?? nothing, pick(WORKERS, step.who))
  },
  touch: async (it: Governed, step: Step) => {
    await touchJob(await as(it, worker(step)), pick(it.jobs, step.which) ?? nothing, pick(WORKERS, step.who))
  },
  progress: async (it: Governed, step: Step) => {
    const id = pick(it.jobs, step.which) ?? nothing
    await noteProgress(await as(it, worker(step)), id, pick(WORKERS, step.who), 'half')
  },
  check,
  checkAgain: check,
  complete: async (it: Governed, step: Step) => {
    const id = pick(it.jobs, step.which) ?? nothing
    await completeJob(await as(it, worker(step)), id, pick(WORKERS, step.who))
  },
  learn: async (it: Governed, step: Step) => {
    const lesson = { topic_key: 't', lesson: 'l', next_round_priority: 'n', adoption_signal: 'none' }
    await recordLearning(await as(it, worker(step)), { job_id: randomUUID(), ...lesson })
  },
  halt: async (it: Governed, step: Step) => void (await halt(await as(it, louis(step)), 'stop')),
  resume: async (it: Governed, step: Step) => void (await resume(await as(it, louis(step)))),
  resumeToo: async (it: Governed, step: Step) => void (await resume(await as(it, louis(step)))),
  revoke: async (it: Governed, step: Step) => {
    const at = step.who % it.people.length
    await revokeToken(it.ctx, pick(it.people, at).id)
  },
  sweep: async ({ as: being }: Governed) => {
    const system = being({ kind: 'system', name: 'sweep' })
    await expireUnanswered(system)
    await sweepJobs(system)
  },
  wait: async ({ clock }: Governed, step: Step) =>
    clock.advance(
      pick(
        [{ minutes: 1 }, { minutes: 11 }, { minutes: 29 }, { hours: 3 }, { hours: 5 }, { hours: 169 }],
        step.which,
      ),
    ),
}

const TALLY = `
  select (select count(*)::int from self_heal_executions e join self_heal_actions a on a.id = e.action_id where a.risk_level = 'high') as "high risks that ran",
    (select count(*)::int from self_heal_executions) as "actions that ran",
    (select count(*)::int from jobs where status = 'completed') as "jobs completed",
    (select count(*)::int from audit_log where verb = 'job.complete-blocked') as "completions blocked",
    (select count(*)::int from audit_log where verb = 'policy.reject') as rejections,
    (select count(*)::int from audit_log where verb = 'policy.retire') as retirements,
    (select count(*)::int from audit_log where verb = 'policy.no-answer') as "unanswered",
    (select count(*)::int from halts) as halts,
    (select count(*)::int from api_tokens where revoked_at is not null) as revocations,
    (select count(*)::int from self_heal_actions where verdict = 'deny') as denials`

export async function openGoverned(): Promise<Governed> {
  const domain = await openDomain()
  const { ctx, db } = domain
  const it: Governed = {
    ...domain,
    people: [],
    jobs: [],
    actions: [],
    keys: [],
    since: '0',
    begin: async () => {
      it.jobs = []
      it.actions = []
      it.keys = []
      // Whoever was revoked in an earlier sequence gets a successor, and a halt is over.
      const { rows } = await db.pool.query('select id from api_tokens where revoked_at is not null')
      for (const [n, role] of ROLES.entries()) {
        const person = it.people[n]
        if (!person || rows.some(({ id }) => id === person.id))
          it.people[n] = await createToken(ctx, { role, name: `${role} ${n}` })
      }
      if (await findHalt(ctx)) await resume(ctx)
      const last = await db.pool.query('select coalesce(max(seq), 0)::text as seq from audit_log')
      it.since = last.rows[0].seq
    },
    tally: async () => (await db.pool.query(TALLY)).rows[0],
  }
  return it
}
