import type { EventType } from '../contract.ts'
import type { GateResult } from '../db/generated/client.ts'
import { AppError } from '../errors.ts'
import { type Ctx, requireRole } from './context.ts'
import { newestFirst, type PageInput, pageOf } from './page.ts'

const requireReader = (ctx: Ctx) => requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')

export type EventFilter = PageInput & {
  event_type?: EventType
  worker_id?: string
  phase?: string
  fingerprint?: string
  job_id?: string
}

/** Repair events, newest first. @throws AppError `wrong-role` */
export async function listEvents(ctx: Ctx, input: EventFilter) {
  requireReader(ctx)
  const { where, ...order } = newestFirst(input)
  const filter = {
    eventType: input.event_type,
    workerId: input.worker_id,
    phase: input.phase,
    fingerprint: input.fingerprint,
    jobId: input.job_id,
  }
  const rows = await ctx.db.workerRepairEvent.findMany({ where: { ...where, ...filter }, ...order })
  return pageOf(rows, input.limit, (it) => ({
    id: it.id,
    job_id: it.jobId,
    worker_id: it.workerId,
    event_type: it.eventType,
    phase: it.phase,
    raw_command_output: it.rawCommandOutput,
    repair_action: it.repairAction,
    occurred_at: it.occurredAt.toISOString(),
    created_at: it.createdAt.toISOString(),
    fingerprint: it.fingerprint,
    is_friction: it.isFriction,
    pool: it.pool,
  }))
}

/** Gate checks, newest first. @throws AppError `wrong-role` */
export async function listGateChecks(ctx: Ctx, input: PageInput & { job_id?: string; result?: GateResult }) {
  requireReader(ctx)
  const { where, ...order } = newestFirst(input)
  const rows = await ctx.db.artifactGateCheck.findMany({
    where: { ...where, jobId: input.job_id, result: input.result },
    ...order,
  })
  return pageOf(rows, input.limit, (it) => ({
    id: it.id,
    job_id: it.jobId,
    primary_artifact_url: it.primaryArtifactUrl,
    http_status: it.httpStatus,
    upload_files_count: it.uploadFilesCount,
    result: it.result,
    reasons: it.reasons,
    checked_at: it.checkedAt.toISOString(),
    probe: it.probe,
  }))
}

/** Proposals with the decision that they are about, newest first. @throws AppError `wrong-role` */
export async function listProposals(ctx: Ctx, input: PageInput) {
  requireReader(ctx)
  const rows = await ctx.db.repairProposal.findMany({ ...newestFirst(input), include: { policy: true } })
  const counted = await ctx.db.errorFingerprint.findMany({
    where: { fingerprint: { in: rows.map((it) => it.fingerprint) } },
  })
  const occurrences = (row: { fingerprint: string; roundId: string | null }) =>
    counted.find((it) => it.fingerprint === row.fingerprint && it.roundId === row.roundId)?.occurrences ?? 0
  return pageOf(rows, input.limit, (it) => ({
    id: it.id,
    policy_key: it.policy.policyKey,
    status: it.policy.status,
    risk_level: it.policy.riskLevel,
    approval_required_by: it.policy.approvalRequiredBy,
    fingerprint: it.fingerprint,
    round_id: it.roundId,
    occurrences: occurrences(it),
    opened_at: it.openedAt.toISOString(),
  }))
}

export type AuditFilter = {
  limit: number
  after?: string
  subject?: string
  actor?: string
  verb?: string
  from?: string
  to?: string
}

/** The audit log, newest first; `after` is a `seq`. @throws AppError `wrong-role`, `bad-input` */
export async function listAudit(ctx: Ctx, input: AuditFilter) {
  requireReader(ctx)
  if (input.after !== undefined && !/^\d{1,18}$/.test(input.after)) {
    throw new AppError('bad-input', '"after" is the seq of the last entry of the page before.', {
      problems: [{ path: 'after', message: 'must be a whole number' }],
    })
  }
  const rows = await ctx.db.auditEntry.findMany({
    where: {
      subject: input.subject,
      actor: input.actor,
      verb: input.verb,
      at: { gte: input.from && new Date(input.from), lt: input.to && new Date(input.to) },
      ...(input.after ? { seq: { lt: BigInt(input.after) } } : {}),
    },
    orderBy: { seq: 'desc' },
    take: input.limit + 1,
  })
  const items = rows.slice(0, input.limit).map((it) => ({
    seq: Number(it.seq),
    id: it.id,
    actor: it.actor,
    actor_name: it.actorName,
    verb: it.verb,
    subject: it.subject,
    old_state: it.oldState,
    new_state: it.newState,
    raw_command_output: it.rawCommandOutput,
    reason: it.reason,
    at: it.at.toISOString(),
    prev_hash: it.prevHash,
    hash: it.hash,
  }))
  return { items, next: rows.length > input.limit ? String(items.at(-1)?.seq) : null }
}
