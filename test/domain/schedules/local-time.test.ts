import { describe, expect, test } from 'vitest'
import {
  addDays,
  cronOf,
  firstDueFrom,
  latestDue,
  localDateOf,
  momentOf,
  parseWallTime,
} from '../../../src/domain/schedules/local-time.ts'

const at = (text: string) => new Date(text)
const nine = parseWallTime('09:00')
const halfPastTwo = parseWallTime('02:30')

/** Every due time from one moment to another, as a bot that looks every four hours finds them. */
function dueTimes(zone: string, text: string, from: string, to: string): string[] {
  const found = new Set<string>()
  for (let now = at(from).getTime(); now < at(to).getTime(); now += 4 * 60 * 60_000) {
    found.add(latestDue(zone, parseWallTime(text), new Date(now)).toISOString())
  }
  found.add(latestDue(zone, parseWallTime(text), new Date(at(to).getTime() - 1)).toISOString())
  return [...found].filter((it) => it >= at(from).toISOString())
}

test('a time is written 09:00 or fri 16:00, and nothing else', () => {
  expect(nine).toEqual({ hour: 9, minute: 0, weekday: null })
  expect(parseWallTime('Fri 16:05')).toEqual({ hour: 16, minute: 5, weekday: 5 })
  expect(cronOf(parseWallTime('fri 16:05'))).toBe('5 16 * * 5')
  expect(cronOf(nine)).toBe('0 9 * * *')
  for (const it of ['24:00', '9', '09:60', 'xyz 09:00', ''])
    expect(() => parseWallTime(it), it).toThrow(/is no time/)
})

describe('in Taipei', () => {
  const zone = 'Asia/Taipei'
  test('nine is one in the morning of UTC, on every day', () => {
    expect(momentOf(zone, { year: 2026, month: 11, day: 22 }, nine)).toEqual(at('2026-11-22T01:00:00Z'))
    expect(localDateOf(zone, at('2026-11-22T16:00:00Z'))).toEqual({ year: 2026, month: 11, day: 23 })
    expect(localDateOf(zone, at('2026-11-22T15:59:59.999Z'))).toEqual({ year: 2026, month: 11, day: 22 })
  })

  test('a due time is due at its moment, and not a millisecond earlier', () => {
    expect(latestDue(zone, nine, at('2026-11-22T01:00:00Z'))).toEqual(at('2026-11-22T01:00:00Z'))
    expect(latestDue(zone, nine, at('2026-11-22T00:59:59.999Z'))).toEqual(at('2026-11-21T01:00:00Z'))
    expect(firstDueFrom(zone, nine, at('2026-11-22T01:00:00Z'))).toEqual(at('2026-11-22T01:00:00Z'))
    expect(firstDueFrom(zone, nine, at('2026-11-22T01:00:00.001Z'))).toEqual(at('2026-11-23T01:00:00Z'))
  })

  test('months of every length and leap days have each day once', () => {
    expect(dueTimes(zone, '09:00', '2028-01-01T00:00:00Z', '2029-01-01T00:00:00Z')).toHaveLength(366)
    expect(dueTimes(zone, '09:00', '2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z')).toHaveLength(365)
    expect(dueTimes(zone, '00:00', '2028-02-27T17:00:00Z', '2028-03-01T17:00:00Z')).toEqual([
      '2028-02-28T16:00:00.000Z',
      '2028-02-29T16:00:00.000Z',
      '2028-03-01T16:00:00.000Z',
    ])
    expect(addDays({ year: 2028, month: 2, day: 28 }, 1)).toEqual({ year: 2028, month: 2, day: 29 })
    expect(addDays({ year: 2027, month: 12, day: 31 }, 1)).toEqual({ year: 2028, month: 1, day: 1 })
    expect(addDays({ year: 2028, month: 3, day: 1 }, -1)).toEqual({ year: 2028, month: 2, day: 29 })
  })

  test('the weekly review comes on Fridays', () => {
    const fridays = dueTimes(zone, 'fri 16:00', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')
    expect(fridays.map((it) => it.slice(0, 10))).toEqual([
      '2026-11-06',
      '2026-11-13',
      '2026-11-20',
      '2026-11-27',
    ])
    expect(latestDue(zone, parseWallTime('fri 16:00'), at('2026-11-20T07:59:59Z'))).toEqual(
      at('2026-11-13T08:00:00Z'),
    )
    expect(firstDueFrom(zone, parseWallTime('fri 16:00'), at('2026-11-20T08:00:01Z'))).toEqual(
      at('2026-11-27T08:00:00Z'),
    )
  })
})

describe('where there is summer time', () => {
  test('nine stays nine in New York, an hour earlier for us in summer', () => {
    const zone = 'America/New_York'
    expect(momentOf(zone, { year: 2027, month: 3, day: 13 }, nine)).toEqual(at('2027-03-13T14:00:00Z'))
    expect(momentOf(zone, { year: 2027, month: 3, day: 14 }, nine)).toEqual(at('2027-03-14T13:00:00Z'))
    expect(momentOf(zone, { year: 2027, month: 11, day: 7 }, nine)).toEqual(at('2027-11-07T14:00:00Z'))
  })

  test('a time that is skipped in spring comes once, as much later', () => {
    expect(momentOf('America/New_York', { year: 2027, month: 3, day: 14 }, halfPastTwo)).toEqual(
      at('2027-03-14T07:30:00Z'),
    )
    expect(momentOf('Europe/Berlin', { year: 2027, month: 3, day: 28 }, halfPastTwo)).toEqual(
      at('2027-03-28T01:30:00Z'),
    )
  })

  test('a time that comes twice in autumn is due the first time only', () => {
    expect(momentOf('America/New_York', { year: 2027, month: 11, day: 7 }, { hour: 1, minute: 30 })).toEqual(
      at('2027-11-07T05:30:00Z'),
    )
    expect(
      momentOf('Australia/Lord_Howe', { year: 2027, month: 4, day: 4 }, { hour: 1, minute: 45 }),
    ).toEqual(at('2027-04-03T14:45:00Z'))
  })

  test.each(['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata'])(
    'each day of a year has each time once: %s',
    (zone) => {
      for (const time of ['00:00', '01:45', '02:30', '23:59']) {
        const due = dueTimes(zone, time, '2027-01-02T00:00:00Z', '2028-01-02T00:00:00Z')
        expect(due, time).toHaveLength(365)
        const days = due.map((it) => JSON.stringify(localDateOf(zone, at(it))))
        expect(new Set(days).size, time).toBe(365)
      }
    },
  )
})
