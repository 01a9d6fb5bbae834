import { Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'

export type CountedError = {
  id: string
  roundId: string | null
  fingerprint: string
  eventType: string
  phase: string
  message: string
  at: Date
  workerId: string
}

/**
 * Counts one more error of its kind in its round. The row stays locked until the transaction ends:
 * equal errors that arrive together are counted one after the other, so that one of them is the second.
 *
 * By hand because Prisma's upsert cannot add to what is there in one statement.
 *
 * @returns how many there are by now.
 */
export async function countFingerprint(tx: Ctx, it: CountedError): Promise<number> {
  const rows = await tx.db.$queryRaw<{ occurrences: number }[]>(Prisma.sql`
    insert into error_fingerprints
      (id, round_id, fingerprint, event_type, phase, message, occurrences, first_at, last_at, first_worker_id)
    values (${it.id}::uuid, ${it.roundId}::uuid, ${it.fingerprint}, ${it.eventType}::event_type, ${it.phase},
      ${it.message}, 1, ${it.at}, ${it.at}, ${it.workerId})
    on conflict (round_id, fingerprint) do update set
      occurrences = error_fingerprints.occurrences + 1,
      first_at = least(error_fingerprints.first_at, excluded.first_at),
      last_at = greatest(error_fingerprints.last_at, excluded.last_at)
    returning occurrences`)
  return rows[0]?.occurrences ?? 1
}
