import type { Ctx } from '../context.ts'
import type { ProposalEvidence } from '../tell.ts'

/** Raw output as a person reads it. */
export function readable(raw: unknown): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw, null, 2)
}

/** The evidence of the newest proposal behind a policy decision; null if no errors opened it. */
export async function findEvidence(ctx: Ctx, policyId: string): Promise<ProposalEvidence | null> {
  const proposal = await ctx.db.repairProposal.findFirst({
    where: { policyDecisionId: policyId },
    orderBy: { openedAt: 'desc' },
  })
  if (!proposal) return null
  const { roundId, fingerprint } = proposal
  const where = { roundId, fingerprint }
  const latest = await ctx.db.workerRepairEvent.findFirst({ where, orderBy: { createdAt: 'desc' } })
  if (!latest) return null
  const counted = await ctx.db.workerRepairEvent.aggregate({
    where,
    _count: true,
    _min: { occurredAt: true },
    _max: { occurredAt: true },
  })
  const workers = await ctx.db.workerRepairEvent.findMany({
    where,
    distinct: ['workerId'],
    select: { workerId: true },
    take: 20,
  })
  return {
    eventType: latest.eventType,
    phase: latest.phase,
    occurrences: counted._count,
    workers: workers.map((it) => it.workerId),
    firstAt: (counted._min.occurredAt ?? latest.occurredAt).toISOString(),
    lastAt: (counted._max.occurredAt ?? latest.occurredAt).toISOString(),
    jobId: latest.jobId,
    rawOutput: readable(latest.rawCommandOutput),
  }
}
