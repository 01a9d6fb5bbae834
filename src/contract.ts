import { z } from '@hono/zod-openapi'
import { identifier, isStorableJson, RawOutput, text } from './storable.ts'

// What goes in and out of /api/pls. The OpenAPI page is made from these; workers, scripts and
// checks outside the project rely on them: they may grow, not change.

const dateTime = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 time with a zone, such as 2026-11-22T09:30:00+08:00',
  })
  .refine((it) => Math.abs(new Date(it).getUTCFullYear() - 2050) <= 50, 'must lie between 2000 and 2100')

const jobId = z.uuid('must be a UUID')

export const RiskLevel = z.enum(['low', 'medium', 'high'])
export const EventType = z.enum([
  'fetch_failed',
  'schema_error',
  'artifact_missing',
  'claim_idle',
  'lease_risk',
  'manual_blocker',
])
export type EventType = z.output<typeof EventType>
export const PolicyStatus = z.enum(['draft', 'approved', 'rejected', 'retired'])

export const RepairEventInput = z
  .object({
    job_id: jobId,
    worker_id: identifier(200),
    event_type: EventType,
    phase: identifier(100),
    raw_command_output: RawOutput,
    repair_action: text(2_000),
    occurred_at: dateTime.optional(),
  })
  .openapi('RepairEventInput')
export type RepairEventInput = z.output<typeof RepairEventInput>

export const RepairEventOutput = z
  .object({
    id: z.uuid(),
    fingerprint: z.string(),
    occurrences: z.number().int(),
    proposal: z.object({ id: z.uuid(), policy_key: z.string(), status: PolicyStatus }).nullable(),
    next_step: z.enum(['retry_once', 'propose', 'pause']),
  })
  .openapi('RepairEventOutput')
export type RepairEventOutput = z.output<typeof RepairEventOutput>

export const GateCheckInput = z
  .object({
    job_id: jobId,
    primary_artifact_url: identifier(2_000),
    http_status: z.int().min(0).max(999),
    upload_files_count: z.int().min(0).max(1_000_000),
    raw_command_output: RawOutput.optional(),
  })
  .openapi('GateCheckInput')
export type GateCheckInput = z.output<typeof GateCheckInput>

export const GateResult = z.enum(['pass', 'fail', 'retry_needed'])
export const GateCheckOutput = z
  .object({ id: z.uuid(), result: GateResult, reasons: z.array(z.string()) })
  .openapi('GateCheckOutput')
export type GateCheckOutput = z.output<typeof GateCheckOutput>

export const GateCheck = GateCheckOutput.extend({
  job_id: z.uuid(),
  primary_artifact_url: z.string(),
  http_status: z.int(),
  upload_files_count: z.int(),
  checked_at: z.string(),
  probe: z.unknown(),
}).openapi('GateCheck')

export const JobInput = z
  .object({ job_id: jobId.optional(), title: text(500), pool: identifier(100).optional() })
  .openapi('JobInput')
export const WorkerInput = z.object({ worker_id: identifier(200) }).openapi('WorkerInput')
export const ProgressInput = WorkerInput.extend({ note: text(4_000) }).openapi('ProgressInput')
export const ArtifactsInput = WorkerInput.extend({
  files: z
    .array(
      z.object({
        name: text(500),
        size: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal characters'),
      }),
    )
    .min(1)
    .max(1_000),
}).openapi('ArtifactsInput')

export const Job = z
  .object({
    job_id: z.uuid(),
    title: z.string(),
    pool: z.string(),
    status: z.enum(['open', 'claimed', 'completed']),
    worker_id: z.string().nullable(),
    lease_until: z.string().nullable(),
    claimed_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    created_at: z.string(),
    progress: z.array(z.object({ worker_id: z.string(), note: z.string(), at: z.string() })),
    artifacts: z.array(
      z.object({
        name: z.string(),
        size: z.number(),
        sha256: z.string(),
        worker_id: z.string(),
        at: z.string(),
      }),
    ),
    gate: GateCheckOutput.nullable(),
  })
  .openapi('Job')
export type Job = z.output<typeof Job>

const parameters = z
  .record(z.string(), z.unknown())
  .refine(
    (it) => isStorableJson(it) && JSON.stringify(it).length <= 16_384,
    'must be valid JSON of at most 16384 characters',
  )

export const ActionInput = z
  .object({
    job_id: jobId,
    worker_id: identifier(200),
    action: identifier(100),
    target: identifier(500),
    parameters: parameters.default({}),
    reason: text(2_000),
    raw_command_output: RawOutput,
  })
  .openapi('ActionInput')
export type ActionInput = z.output<typeof ActionInput>

export const ActionStatus = z.enum(['pending', 'approved', 'rejected', 'no_answer', 'running', 'finished'])
const Grant = z.object({ id: z.uuid(), expires_at: z.string() })
export const ActionAnswer = z
  .object({
    id: z.uuid(),
    verdict: z.enum(['allow', 'propose', 'deny']),
    policy_key: z.string().optional(),
    status: z.string().optional(),
    grant: Grant.optional(),
    reason: z.string().optional(),
  })
  .openapi('ActionAnswer')
export type ActionAnswer = z.output<typeof ActionAnswer>

export const Action = z
  .object({
    id: z.uuid(),
    action: z.string(),
    target: z.string(),
    status: ActionStatus,
    reason: z.string().nullable(),
    parameters: z.unknown(),
    risk_level: RiskLevel,
    policy_key: z.string().nullable(),
    grant: Grant.nullable(),
    result: z.string().nullable(),
  })
  .openapi('Action')
export type Action = z.output<typeof Action>

export const StartInput = z
  .object({
    worker_id: identifier(200).optional(),
    action: identifier(100).optional(),
    target: identifier(500).optional(),
    parameters: parameters.optional(),
  })
  .openapi('StartInput')
export type StartInput = z.output<typeof StartInput>
export const FinishInput = z
  .object({ result: text(2_000), raw_command_output: RawOutput })
  .openapi('FinishInput')
export type FinishInput = z.output<typeof FinishInput>

export const Policy = z
  .object({
    id: z.uuid().nullable(),
    policy_key: z.string(),
    allowed_action: z.string(),
    risk_level: RiskLevel,
    approval_required_by: z.string(),
    status: PolicyStatus,
    version: z.int(),
    decided_at: z.string().nullable(),
    decided_by: z.string().nullable(),
    reason: z.string().nullable(),
    runs: z.enum(['by_itself', 'after_approval', 'approved_each_time', 'forbidden']),
    no_answer_at: z.string().nullable(),
  })
  .openapi('Policy')
export type Policy = z.output<typeof Policy>

export const PolicyPatch = z
  .object({
    status: z.enum(['approved', 'rejected', 'retired']),
    reason: text(2_000),
    version: z.int().min(0).optional(),
    raw_command_output: RawOutput.optional(),
  })
  .openapi('PolicyPatch')
export type PolicyPatch = z.output<typeof PolicyPatch>

export const LearningInput = z
  .object({
    job_id: jobId,
    topic_key: identifier(200),
    lesson: text(4_000),
    next_round_priority: text(2_000),
    adoption_signal: text(2_000),
  })
  .openapi('LearningInput')
export type LearningInput = z.output<typeof LearningInput>
export const Learning = LearningInput.extend({ id: z.uuid(), created_at: z.string() }).openapi('Learning')

export const RepairEvent = RepairEventInput.extend({
  id: z.uuid(),
  fingerprint: z.string(),
  is_friction: z.boolean(),
  pool: z.string(),
  created_at: z.string(),
}).openapi('RepairEvent')

export const RepairProposal = z
  .object({
    id: z.uuid(),
    policy_key: z.string(),
    status: PolicyStatus,
    risk_level: RiskLevel,
    approval_required_by: z.string(),
    fingerprint: z.string(),
    round_id: z.uuid().nullable(),
    occurrences: z.int(),
    opened_at: z.string(),
  })
  .openapi('RepairProposal')

export const AuditRow = z
  .object({
    seq: z.int(),
    id: z.uuid(),
    actor: z.string(),
    actor_name: z.string(),
    verb: z.string(),
    subject: z.string(),
    old_state: z.unknown(),
    new_state: z.unknown(),
    raw_command_output: z.unknown(),
    reason: z.string().nullable(),
    at: z.string(),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .openapi('AuditRow')

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')
export type Problem = z.output<typeof Problem>
