import { expect, test } from 'vitest'
import { localDateOf, momentOf } from '../../../src/domain/schedules/local-time.ts'
import { planOf } from '../../../src/domain/schedules/plan.ts'
import { SCHEDULES, timesOf } from '../../../src/schedules.ts'

const VIENNA = 'Europe/Vienna'
const schedulePlan = planOf({
  timeZone: VIENNA,
  digestTime: '02:30',
  scorecardTime: '10:00',
  reviewTime: 'sun 02:30',
})

test('what names no hour runs in UTC, so that no hour comes twice or is left out', () => {
  const inUtc = SCHEDULES.filter((it) => timesOf(it, { schedulePlan, timeZone: VIENNA }).timezone === 'UTC')
  expect(inUtc.map((it) => it.name)).toEqual(
    expect.arrayContaining(['expire-unanswered', 'climb-ladder', 'sweep-jobs', 'make-good', 'judge-repairs']),
  )
  for (const it of SCHEDULES) {
    const { pattern, timezone } = timesOf(it, { schedulePlan, timeZone: VIENNA })
    expect(timezone, it.name).toBe(/^\S+ \* /.test(pattern) ? 'UTC' : VIENNA)
  }
})

test('a time of the wall is one moment on the day with 25 hours, and on the one with 23', () => {
  const at = { hour: 2, minute: 30 }
  const long = localDateOf(VIENNA, new Date('2026-10-25T12:00:00Z'))
  const short = localDateOf(VIENNA, new Date('2026-03-29T12:00:00Z'))
  // The first of the two; and the moment that the hour was left out.
  expect(momentOf(VIENNA, long, at).toISOString()).toBe('2026-10-25T00:30:00.000Z')
  expect(momentOf(VIENNA, short, at).getTime()).toBeGreaterThanOrEqual(Date.parse('2026-03-29T01:00:00Z'))
})
