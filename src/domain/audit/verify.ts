import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'

export type AuditVerdict =
  | { ok: true; entries: number; head: string | null }
  | { ok: false; entries: number; broken: { seq: string; id: string; why: string } }

type Broken = { seq: bigint; id: string; why: string }

/**
 * Recomputes the whole audit chain in the database.
 *
 * @returns how many entries there are, and the hash of the last one (note it elsewhere: it proves the
 *   length too), or the first entry that does not fit.
 */
export async function verifyAudit(ctx: Ctx): Promise<AuditVerdict> {
  const [broken] = await ctx.db.$queryRaw<Broken[]>(Prisma.sql`
    with linked as (
      select e, e.seq, e.id, e.hash, e.prev_hash,
        lag(e.seq, 1, 0::bigint) over (order by e.seq) as seq_before,
        lag(e.hash, 1, repeat('0', 64)) over (order by e.seq) as hash_before
      from audit_log e
    )
    select seq, id, case
        when seq <> seq_before + 1 then 'entries before it are missing'
        when prev_hash <> hash_before then 'it does not link to the entry before it'
        when (e).raw_command_output is not null
          and audit_digest((e).raw_command_output) is distinct from (e).raw_digest then 'its raw output was changed'
        else 'its fields were changed' end as why
    from linked
    where seq <> seq_before + 1 or prev_hash <> hash_before or hash <> audit_hash(e)
      or ((e).raw_command_output is not null and audit_digest((e).raw_command_output) is distinct from (e).raw_digest)
    order by seq limit 1`)
  const entries = await ctx.db.auditEntry.count()
  if (broken) return { ok: false, entries, broken: { ...broken, seq: String(broken.seq) } }
  const last = await ctx.db.auditEntry.findFirst({ orderBy: { seq: 'desc' }, select: { hash: true } })
  return { ok: true, entries, head: last?.hash ?? null }
}
