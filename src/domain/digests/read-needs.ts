import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { findOpenRound } from '../rounds/rounds.ts'
import { DAY, DIGEST_TOP, ROUND_DAYS } from '../rules.ts'
import { scoreWindow } from '../scorecard/scorecard.ts'
import { canBring } from '../scorecard/who-brings.ts'
import type { DigestNeeds, PoolDigest } from './digest-facts.ts'
import type { Span } from './read-pool.ts'
import type { Reader } from './readers.ts'

async function readBlockers(ctx: Ctx, pool: string, { from, to }: Span) {
  const rows = await ctx.db.workerRepairEvent.findMany({
    where: { pool, eventType: 'manual_blocker', occurredAt: { gte: from, lt: to } },
    orderBy: { occurredAt: 'desc' },
    distinct: ['workerId', 'phase'],
    take: DIGEST_TOP,
  })
  return rows.map(({ workerId, phase }) => ({ workerId, phase }))
}

/** Jobs that were checked in this time and whose newest check did not pass. */
async function countBlockedJobs(ctx: Ctx, pool: string, { from, to }: Span): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ n: number }[]>(Prisma.sql`
    select count(*)::int as n from (
      select distinct on (job_id) result from artifact_gate_checks
      where pool = ${pool} and checked_at >= ${from} and checked_at < ${to} order by job_id, checked_at desc, id desc
    ) newest where result <> 'pass'`)
  return row?.n ?? 0
}

/** Points of the open round that somebody can still bring. */
async function readMissing(ctx: Ctx, reader: Reader, to: Date) {
  const round = await findOpenRound(ctx)
  if (!round || to.getTime() - round.startedAt.getTime() >= ROUND_DAYS * DAY) return []
  const { adoption } = await scoreWindow(ctx, { round, from: round.startedAt, to, now: to })
  return adoption.criteria
    .filter((it) => !it.met && canBring(reader.role, it.key))
    .map(({ key, required, actual }) => ({ key, required, actual }))
}

/** What a pool owner has to look after himself. */
export async function readOwnersNeeds(ctx: Ctx, reader: Reader, span: Span): Promise<DigestNeeds> {
  return {
    decide: [],
    blockers: await readBlockers(ctx, reader.pool, span),
    blockedJobs: await countBlockedJobs(ctx, reader.pool, span),
    missing: await readMissing(ctx, reader, span.to),
  }
}

/** What an approver may decide; nobody decides what he himself asked for. */
export function readApproversNeeds(
  reader: Reader,
  waiting: PoolDigest['waiting'],
  own: ReadonlySet<string>,
): DigestNeeds {
  const decide = waiting.filter(
    (it) => (reader.role === 'louis' || it.riskLevel !== 'high') && !own.has(it.policyKey),
  )
  return { decide, blockers: [], blockedJobs: 0, missing: [] }
}
