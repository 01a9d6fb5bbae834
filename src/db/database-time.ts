import type { Db } from './database.ts'

/** What a session of ours makes of times. */
export type SessionTime = {
  /** The zone of the session. */
  zone: string
  /** A moment that we wrote stands so much later than what we meant (ms); 0 where all is well. */
  writtenApart: number
  /** The database's clock is so much ahead of ours (ms, below zero: behind). */
  clockApart: number
}

/** Times that were stored in another zone than UTC: such a start wrote local digits as if they were UTC's. */
export type ShiftedTimes = {
  /** So much too early (minutes; below zero: too late). */
  minutes: number
  entries: number
  /** When the first and the last of them were made in truth. */
  first: Date
  last: Date
}

/**
 * Compares the session's zone, a moment written through Prisma, and the clocks.
 *
 * @param now our own clock.
 */
export async function readSessionTime(db: Db, now: () => Date): Promise<SessionTime> {
  const before = now()
  const [row] = await db.$queryRaw<{ zone: string; written: number; theirs: number }[]>`
    select current_setting('TimeZone') as zone, extract(epoch from ${before}::timestamptz)::float8 * 1000 as written,
      extract(epoch from clock_timestamp())::float8 * 1000 as theirs`
  const after = now()
  if (!row) throw new Error('PostgreSQL gave no row')
  // Its answer was made somewhere between the question and its arrival.
  const ours = (before.getTime() + after.getTime()) / 2
  return {
    zone: row.zone,
    writtenApart: Math.round(row.written - before.getTime()),
    clockApart: Math.round(row.theirs - ours),
  }
}

/**
 * Finds the entries of the audit log whose time is not the one that they were made at: their ids hold that in UTC,
 * whatever the session's zone was. Zones differ by quarters of an hour, and nothing else does so exactly.
 *
 * @returns one for each distance, the largest number of entries first.
 */
export async function findShiftedTimes(db: Db): Promise<ShiftedTimes[]> {
  return db.$queryRaw<ShiftedTimes[]>`
    with entries as (
      select extract(epoch from at) * 1000 as stored, ('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint as made
      from audit_log where substr(id::text, 15, 1) = '7'
    ), apart as (
      select made, made - stored as early, round((made - stored) / 900000.0) as quarters from entries
    )
    select (quarters * 15)::int as minutes, count(*)::int as entries,
      to_timestamp(min(made) / 1000.0) as first, to_timestamp(max(made) / 1000.0) as last
    from apart where quarters <> 0 and abs(early - quarters * 900000) < 30000
    group by quarters order by count(*) desc, quarters`
}

const hours = (minutes: number) => {
  const whole = Math.trunc(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `${whole} h${rest === 0 ? '' : ` ${rest} min`} too ${minutes > 0 ? 'early' : 'late'}`
}

/** What to do about times that were stored in another zone. */
export const SHIFTED_REMEDY =
  'They were written by an earlier start in another time zone; new times are right. They stay as they are, for the audit log cannot be rewritten. What was asked then may have expired: ask again, and judge the round of that time by its events. If it was a trial, start with a new DATA_DIR (or database).'

/** One sentence about them. */
export function describeShifted({ minutes, entries, first, last }: ShiftedTimes): string {
  const from = first.toISOString().slice(0, 16)
  const to = last.toISOString().slice(0, 16)
  return `${entries} entries of the audit log, and what was stored with them between ${from}Z and ${to}Z, stand ${hours(minutes)}.`
}
