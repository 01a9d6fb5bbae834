import type { Db } from '../../db/database.ts'

/** How much waits for the month's quota, and how much of it is high risk. */
export type Held = { held: number; highRisk: number }

/** Counts what is held: a few rows, found by an index. */
export async function countHeld(db: Db): Promise<Held> {
  const [row] = await db.$queryRaw<Held[]>`
    select count(*)::int as held,
      (count(*) filter (where data @> '[{"policy": {"riskLevel": "high"}}]'))::int as "highRisk"
    from deliveries where status = 'held'`
  return row ?? { held: 0, highRisk: 0 }
}
