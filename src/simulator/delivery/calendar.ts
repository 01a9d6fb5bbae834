const JAPAN_OFFSET_MS = 9 * 3_600_000

/** LINE's day, in UTC+9, as yyyyMMdd. */
export function lineDay(at: number): string {
  return new Date(at + JAPAN_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '')
}

/** LINE's month, in UTC+9, as yyyy-MM. */
export function lineMonth(at: number): string {
  return new Date(at + JAPAN_OFFSET_MS).toISOString().slice(0, 7)
}
