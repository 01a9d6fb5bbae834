import { AppError } from '../../errors.ts'
import { DAY } from '../rules.ts'

/** A day of the calendar, without a zone. `month` is 1 to 12. */
export type LocalDate = { year: number; month: number; day: number }

/** A time of the clock on the wall; with `weekday` (0 is Sunday) only on that day of the week. */
export type WallTime = { hour: number; minute: number; weekday: number | null }

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/**
 * Reads `09:00` or `fri 16:00`.
 *
 * @throws AppError `bad-settings`.
 */
export function parseWallTime(text: string): WallTime {
  const found = /^(?:([a-z]{3})\s+)?([01]?\d|2[0-3]):([0-5]\d)$/i.exec(text.trim())
  const weekday = found?.[1] ? WEEKDAYS.indexOf(found[1].toLowerCase()) : null
  if (!found || weekday === -1)
    throw new AppError('bad-settings', `"${text}" is no time; write 09:00 or fri 16:00.`)
  return { hour: Number(found[2]), minute: Number(found[3]), weekday }
}

/** The same time as a cron expression. */
export const cronOf = ({ hour, minute, weekday }: WallTime) => `${minute} ${hour} * * ${weekday ?? '*'}`

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** What the wall shows at a moment, as if it were UTC (ms). */
function wallAt(timeZone: string, at: number): number {
  const whole = Math.floor(at / 1_000) * 1_000
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(whole)
      .map((it) => [it.type, Number(it.value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (at - whole)
}

const offsetAt = (timeZone: string, at: number) => wallAt(timeZone, at) - at

/** The day of the calendar that a moment falls on in a time zone. */
export function localDateOf(timeZone: string, at: Date): LocalDate {
  const wall = new Date(wallAt(timeZone, at.getTime()))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

/** So many days later (or, below zero, earlier): over the ends of months and years and leap days. */
export function addDays({ year, month, day }: LocalDate, days: number): LocalDate {
  const it = new Date(Date.UTC(year, month - 1, day + days))
  return { year: it.getUTCFullYear(), month: it.getUTCMonth() + 1, day: it.getUTCDate() }
}

/** As `2026-11-22`. */
export const isoDay = ({ year, month, day }: LocalDate) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)

/**
 * The last second of a day in a time zone.
 *
 * @param day `2026-11-22`
 * @throws AppError `bad-input` for what is no day of the calendar.
 */
export function endOfDay(timeZone: string, day: string): Date {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day)
    throw new AppError('bad-input', `"${day}" is no day; write 2026-11-22.`)
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const next = addDays({ year, month, day: date }, 1)
  return new Date(momentOf(timeZone, next, { hour: 0, minute: 0 }).getTime() - 1_000)
}

/** 0 is Sunday. */
export const weekdayOf = ({ year, month, day }: LocalDate) =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay()

/**
 * The moment when the wall shows a time on a day. A time that summer time skips comes as much later
 * as is skipped; of a time that comes twice the first counts: each day has it exactly once.
 */
export function momentOf(
  timeZone: string,
  date: LocalDate,
  { hour, minute }: Pick<WallTime, 'hour' | 'minute'>,
): Date {
  const wall = Date.UTC(date.year, date.month - 1, date.day, hour, minute)
  const offsets = [offsetAt(timeZone, wall - DAY), offsetAt(timeZone, wall + DAY)]
  const hits = offsets.map((it) => wall - it).filter((it) => wallAt(timeZone, it) === wall)
  return new Date(hits.length > 0 ? Math.min(...hits) : wall - (offsets[0] ?? 0))
}

const fits = (date: LocalDate, { weekday }: WallTime) => weekday === null || weekdayOf(date) === weekday

/** Days to look through: a week has every weekday, and a day to each side for the zone. */
const SEARCH = ['a day before', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'a day after']

/** The due times around a moment, nearest first in one direction, until one is right. */
function find(
  timeZone: string,
  time: WallTime,
  at: Date,
  direction: 1 | -1,
  isRight: (due: Date) => boolean,
): Date {
  const today = localDateOf(timeZone, at)
  for (const n of SEARCH.keys()) {
    const date = addDays(today, direction * (n - 1))
    const due = fits(date, time) ? momentOf(timeZone, date, time) : null
    if (due && isRight(due)) return due
  }
  throw new Error(`no due time near ${at.toISOString()}`)
}

/** The newest due time that is not after a moment. */
export function latestDue(timeZone: string, time: WallTime, at: Date): Date {
  return find(timeZone, time, at, -1, (due) => due <= at)
}

/** The first due time that is not before a moment. */
export function firstDueFrom(timeZone: string, time: WallTime, at: Date): Date {
  return find(timeZone, time, at, 1, (due) => due >= at)
}
