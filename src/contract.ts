import { z } from '@hono/zod-openapi'
import { RAW_OUTPUT_LIMIT } from './domain/rules.ts'

// What goes in and out of /api/pls. The OpenAPI page is made from these; workers, scripts and
// checks outside the project rely on them: they may grow, not change.

/** PostgreSQL keeps no NUL, and half a surrogate pair is no text in any encoding. */
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed()
const NOT_STORABLE = 'must be valid text without NUL characters'

const text = (max: number) =>
  z
    .string()
    .refine(isStorable, NOT_STORABLE)
    .refine((it) => it.trim().length > 0, 'must not be empty')
    .max(max, `must have at most ${max} characters`)

const MAX_DEPTH = 64

function isStorableJson(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  if (typeof value === 'string') return isStorable(value)
  if (Array.isArray(value)) return value.every((it) => isStorableJson(it, depth + 1))
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).every(([key, it]) => isStorable(key) && isStorableJson(it, depth + 1))
  }
  return value !== undefined
}

/** What a command printed, as the worker has it: a text, or any JSON. */
export const RawOutput = z
  .unknown()
  .refine((it) => it !== undefined && it !== null, 'is missing: send what the command printed')
  .refine((it) => isStorableJson(it), `${NOT_STORABLE}, nested at most ${MAX_DEPTH} deep`)
  .refine(
    (it) => (JSON.stringify(it) ?? '').length <= RAW_OUTPUT_LIMIT,
    `must have at most ${RAW_OUTPUT_LIMIT} characters as JSON: keep its head and tail`,
  )
  .openapi({
    description: 'What the command printed: a string or any JSON value.',
    example: { stderr: 'fetch failed' },
  })

const dateTime = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 time with a zone, such as 2026-11-22T09:30:00+08:00',
  })
  .refine((it) => Math.abs(new Date(it).getUTCFullYear() - 2050) <= 50, 'must lie between 2000 and 2100')

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
    job_id: z.uuid('must be a UUID'),
    worker_id: text(200),
    event_type: EventType,
    phase: text(100),
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
