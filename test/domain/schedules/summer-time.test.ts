import { expect, test } from 'vitest'
import { planOf } from '../../../src/domain/schedules/plan.ts'
import { SCHEDULES, timesOf } from '../../../src/schedules.ts'

const HOUR = 3_600_000

/** The runs of a schedule in a day of Vienna that begins at a moment of UTC. */
function runsOf(name: string, from: string, hours: number): Date[] {
  const schedule = SCHEDULES.find((it) => it.name === name)
  if (!schedule) throw new Error(`there is no schedule ${name}`)
  const settings = { timeZone: 'Europe/Vienna', digestTime: '02:30', scorecardTime: '10:00' }
  const schedulePlan = planOf({ ...settings, reviewTime: 'sun 02:30' })
  const times = timesOf(schedule, { schedulePlan, timeZone: settings.timeZone })
  const end = new Date(new Date(from).getTime() + hours * HOUR)
  const found: Date[] = []
  let at: Date | null = times.nextRun(new Date(new Date(from).getTime() - 1))
  while (at && at < end) {
    found.push(at)
    at = times.nextRun(at)
  }
  return found
}

// The day begins at 22:00 UTC; at 3 o'clock it is 2 o'clock again.
const LONG_DAY = ['2026-10-24T22:00:00.000Z', 25] as const
// The day begins at 23:00 UTC; after 1:59 it is 3 o'clock.
const SHORT_DAY = ['2026-03-28T23:00:00.000Z', 23] as const

const OF_EVERY_MINUTE = ['expire-unanswered', 'climb-ladder', 'sweep-jobs', 'make-good']

test.each(OF_EVERY_MINUTE)(
  '%s runs in each minute of the day that has 25 hours, and of the one of 23',
  (name) => {
    for (const [from, hours] of [LONG_DAY, SHORT_DAY]) {
      const runs = runsOf(name, from, hours)
      expect(runs).toHaveLength(hours * 60)
      expect(new Set(runs.map((it, n) => it.getTime() - n * 60_000))).toEqual(new Set([Date.parse(from)]))
    }
  },
)

test('what runs every hour runs in the hour that comes twice too', () => {
  expect(runsOf('judge-repairs', ...LONG_DAY)).toHaveLength(25)
  expect(runsOf('judge-repairs', ...SHORT_DAY)).toHaveLength(23)
})

test('what is told at a time of the wall is told once, in the first of two hours or after the skipped one', () => {
  for (const name of ['daily-digest', 'weekly-review', 'empty-old-output']) {
    expect(runsOf(name, ...LONG_DAY), name).toHaveLength(1)
    expect(runsOf(name, ...SHORT_DAY), name).toHaveLength(1)
  }
  expect(runsOf('daily-digest', ...LONG_DAY)).toEqual([new Date('2026-10-25T00:30:00.000Z')])
})
