/** Dates and times of the datetimepicker action (REF#datetime-picker-action): a wall clock without time zone. */
import { z } from 'zod'
import { FIRST_DATE, LAST_DATE } from './numbers.ts'

export type DateTimeMode = 'date' | 'time' | 'datetime'
type Field = 'initial' | 'max' | 'min'

const FORMATS: Record<DateTimeMode, string> = {
  date: 'YYYY-MM-DD',
  time: 'HH:mm',
  datetime: 'YYYY-MM-DDTHH:mm',
}

const calendarDate = z.iso.date()

export const dateTimeText = z.string().min(1)

/** Finds values that don't fit the mode, lie outside 1900 to 2100, or a `max` that isn't after `min`. */
export function dateTimeProblems(action: { mode: DateTimeMode } & Partial<Record<Field, string>>) {
  const problems: { field: Field; reason: string }[] = []
  for (const field of ['initial', 'max', 'min'] as const) {
    const text = action[field]
    const reason = text === undefined ? null : problemOf(text, action.mode)
    if (reason) problems.push({ field, reason })
  }
  const { max, min } = action
  // Texts of one format compare like the times they stand for.
  if (problems.length === 0 && max && min && max.toUpperCase() <= min.toUpperCase()) {
    problems.push({ field: 'max', reason: 'must be after min' })
  }
  return problems
}

function problemOf(text: string, mode: DateTimeMode): string | null {
  const wrongFormat = `must be a real ${mode} like ${FORMATS[mode]}`
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})?(?:(?:^|(?<=\d)[Tt])(\d{2}:\d{2}))?$/.exec(text) ?? []
  if ((date !== undefined) !== (mode !== 'time') || (time !== undefined) !== (mode !== 'date'))
    return wrongFormat
  if (date !== undefined && !calendarDate.safeParse(date).success) return wrongFormat
  if (time !== undefined && !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return wrongFormat
  if (date !== undefined && (date < FIRST_DATE || date > LAST_DATE))
    return `must lie from ${FIRST_DATE} to ${LAST_DATE}`
  return null
}
