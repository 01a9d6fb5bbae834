import { z } from '@hono/zod-openapi'
import type { ZodObject } from 'zod'
import {
  ActionInput,
  ArtifactsInput,
  FinishInput,
  GateCheckInput,
  JobInput,
  LearningInput,
  ProgressInput,
  RepairEventInput,
  StartInput,
  WorkerInput,
} from '../contract.ts'

/** One request to /api/pls that a tool makes. */
export type Request = { method: 'GET' | 'POST'; path: string; body?: object }
export type Arguments = Record<string, unknown>

/** A tool: what a model reads of it, and the requests that it makes, as the token's owner. */
export type Tool = {
  name: string
  title: string
  description: string
  input: ZodObject
  isReadOnly?: boolean
  /** The answers are given under these names; one without a name is the whole answer. */
  requests: (args: Arguments) => Record<string, Request>
  /** A step that comes first where the arguments ask for it; that it was done before is no error. */
  before?: (args: Arguments) => Request | null
}

const { job_id } = RepairEventInput.shape
const ofJob = { job_id }
const ofAction = { id: z.uuid('must be a UUID').describe('the id that act_request answered') }

const text = (value: unknown) => encodeURIComponent(String(value ?? ''))
const without = (args: Arguments, ...names: string[]) =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)))

const post = (path: string, body: object): Record<string, Request> => ({ '': { method: 'POST', path, body } })
const onJob = (verb: string) => (args: Arguments) =>
  post(`/jobs/${text(args.job_id)}/${verb}`, without(args, 'job_id'))
const onAction = (verb: string) => (args: Arguments) =>
  post(`/self-heal-actions/${text(args.id)}/${verb}`, without(args, 'id'))
const get = (path: string): Request => ({ method: 'GET', path })

const MATRIX = '/worker-policy?limit=200'
const LESSONS = '/learning-memory-updates?limit=20'

const jobTools: Tool[] = [
  {
    name: 'claim',
    title: 'Claim a job',
    description:
      'Takes a job for this worker, with a lease. Give a title to make a job known that the server may not know yet.',
    input: WorkerInput.extend({
      ...ofJob,
      title: JobInput.shape.title.optional(),
      pool: JobInput.shape.pool,
    }),
    before: ({ job_id, title, pool }) =>
      title === undefined ? null : { method: 'POST', path: '/jobs', body: { job_id, title, pool } },
    requests: ({ job_id, worker_id }) => post(`/jobs/${text(job_id)}/claim`, { worker_id }),
  },
  {
    name: 'touch',
    title: 'Renew the lease',
    description:
      'Renews the lease of a job that this worker holds. Do it before a retry and during long work.',
    input: WorkerInput.extend(ofJob),
    requests: onJob('touch'),
  },
  {
    name: 'context',
    title: 'What to know before going on',
    description:
      'The job with lease, progress, artifacts and gate; the approval matrix; the current priorities.',
    input: z.object(ofJob),
    isReadOnly: true,
    requests: ({ job_id }) => ({
      job: get(`/jobs/${text(job_id)}`),
      policies: get(MATRIX),
      priorities: get(LESSONS),
    }),
  },
  {
    name: 'progress',
    title: 'Note progress',
    description: 'Notes what was done; renews the lease as well. Do it after each step.',
    input: ProgressInput.extend(ofJob),
    requests: onJob('progress'),
  },
  {
    name: 'upload_files',
    title: 'Record uploaded files',
    description:
      'Records files as artifacts of the job: name, size in bytes, SHA-256. The files themselves are not sent.',
    input: ArtifactsInput.extend(ofJob),
    requests: onJob('artifacts'),
  },
  {
    name: 'gate',
    title: 'Check the artifact gate',
    description:
      'Records a check of the artifacts. Fetch the address yourself first and report the status that you got. The server decides: pass, fail with reasons, or retry_needed.',
    input: GateCheckInput,
    requests: (args) => post('/artifact-gate-checks', args),
  },
  {
    name: 'complete',
    title: 'Complete a job',
    description: 'Ends a job. Works only after its newest gate check has passed.',
    input: WorkerInput.extend(ofJob),
    requests: onJob('complete'),
  },
]

const reportTools: Tool[] = [
  {
    name: 'report_repair',
    title: 'Report a failure and what you did',
    description:
      'Reports one failure, after at most one retry: put both attempts and whether it recovered in raw_command_output, as {command, recovered, attempts, error}. The answer says what to do next: retry_once, propose (stop this path) or pause.',
    input: RepairEventInput,
    requests: (args) => post('/worker-repair-events', args),
  },
  {
    name: 'friction',
    title: 'Report that something is in the way',
    description:
      'Reports in one sentence something that no command has said: unclear instructions, missing access, waiting for a person.',
    input: z.object({
      ...ofJob,
      worker_id: RepairEventInput.shape.worker_id,
      message: ProgressInput.shape.note,
      phase: RepairEventInput.shape.phase.default('friction'),
    }),
    requests: ({ job_id, worker_id, message, phase = 'friction' }) =>
      post('/worker-repair-events', {
        job_id,
        worker_id,
        phase,
        event_type: 'manual_blocker',
        raw_command_output: { message },
        repair_action: 'diagnose',
      }),
  },
  {
    name: 'learn',
    title: 'Record a lesson',
    description:
      'Records a lesson, what the next round should do first because of it, and the sign that it was taken up.',
    input: LearningInput,
    requests: (args) => post('/learning-memory-updates', args),
  },
]

const actionTools: Tool[] = [
  {
    name: 'act_request',
    title: 'Ask to do something to heal yourself',
    description:
      'Asks for an action of the catalogue. verdict allow: go on with act_start. verdict propose: a person is asked; call act_wait. Do nothing before act_start has succeeded.',
    input: ActionInput,
    requests: (args) => post('/self-heal-actions', args),
  },
  {
    name: 'act_wait',
    title: 'Wait for the answer',
    description:
      'Holds until a person has decided, at most `wait` seconds. pending: call it again. approved: act_start. rejected or no_answer: do not do it, and follow `reason`.',
    input: z.object({ ...ofAction, wait: z.coerce.number().min(0).max(50).default(25).describe('seconds') }),
    isReadOnly: true,
    requests: ({ id, wait = 25 }) => ({ '': get(`/self-heal-actions/${text(id)}?wait=${text(wait)}`) }),
  },
  {
    name: 'act_start',
    title: 'Use the approval',
    description:
      'Uses up the approval: only after this succeeded may you do the action, exactly as approved, once.',
    input: StartInput.extend(ofAction),
    requests: onAction('start'),
  },
  {
    name: 'act_finish',
    title: 'End an action with evidence',
    description: 'Ends a started action with its result and the raw output as evidence.',
    input: FinishInput.extend(ofAction),
    requests: onAction('finish'),
  },
]

const doctor: Tool = {
  name: 'doctor',
  title: 'Is everything in order?',
  description: 'Says who this token is, and that the server and its database answer.',
  input: z.object({}),
  isReadOnly: true,
  requests: () => ({ policies: get('/worker-policy?limit=1') }),
}

/** Every tool. None decides: approving and rejecting is for people, in LINE or with an owner's token. */
export const TOOLS: Tool[] = [doctor, ...jobTools, ...reportTools, ...actionTools]

/** What can be read beside the tools. */
export const RESOURCES = [
  {
    uri: 'countersign://approval-matrix',
    name: 'approval-matrix',
    title: 'Approval matrix',
    description: 'What runs by itself, what needs whose approval, what is forbidden.',
    path: MATRIX,
  },
  {
    uri: 'countersign://priorities',
    name: 'priorities',
    title: 'Current priorities',
    description: 'Lessons of the workers and what to do first, newest first.',
    path: LESSONS,
  },
]
