import type { Prisma } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { type Ctx, requireRole } from '../context.ts'

export type AuditSearch = { limit: number; after?: string; q?: string; verb?: string; subject?: string }

function wordsIn(q: string): Prisma.AuditEntryWhereInput {
  const contains = { contains: q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
  return { OR: [{ actorName: contains }, { verb: contains }, { subject: contains }, { reason: contains }] }
}

/**
 * Entries of the audit log whose actor, verb, subject or reason holds a text, newest first; `after`
 * is a `seq`.
 *
 * @throws AppError `wrong-role`, `bad-input`
 */
export async function searchAudit(ctx: Ctx, input: AuditSearch) {
  requireRole(ctx.actor, 'ops', 'pool_owner', 'pls_owner', 'louis')
  if (input.after !== undefined && !/^\d{1,18}$/.test(input.after))
    throw new AppError('bad-input', '"after" is the seq of the last entry of the page before.')
  const rows = await ctx.db.auditEntry.findMany({
    where: {
      verb: input.verb,
      subject: input.subject,
      ...(input.q ? wordsIn(input.q) : {}),
      ...(input.after ? { seq: { lt: BigInt(input.after) } } : {}),
    },
    orderBy: { seq: 'desc' },
    take: input.limit + 1,
  })
  const items = rows.slice(0, input.limit)
  return { items, next: rows.length > input.limit ? String(items.at(-1)?.seq) : null }
}

/** The number of the newest entry: it moves with everything that happens. */
export async function readAuditHead(ctx: Ctx): Promise<bigint> {
  const last = await ctx.db.auditEntry.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } })
  return last?.seq ?? 0n
}
