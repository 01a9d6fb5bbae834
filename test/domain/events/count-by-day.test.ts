import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartDays, countEventsByDay } from '../../../src/domain/events/count-by-day.ts'
import { CHART_DAYS } from '../../../src/domain/rules.ts'
import { readTrend } from '../../../src/domain/scorecard/trend.ts'
import { type Domain, openDomain } from '../../support/domain.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

async function events({ db }: Domain, times: Date[]): Promise<void> {
  await db.prisma.workerRepairEvent.createMany({
    data: times.map((occurredAt, n) => ({
      id: randomUUID(),
      jobId: randomUUID(),
      workerId: 'codex-01',
      eventType: n % 3 ? ('fetch_failed' as const) : ('schema_error' as const),
      phase: 'download',
      rawCommandOutput: 'x',
      repairAction: 'touch',
      createdAt: occurredAt,
      occurredAt,
      fingerprint: 'f',
      reportedBy: 'token:x',
    })),
  })
}

/** What a calendar on the wall says. */
function byHand(timeZone: string, times: Date[]): Record<string, number> {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone })
  const found: Record<string, number> = {}
  for (const it of times) found[format.format(it)] = (found[format.format(it)] ?? 0) + 1
  return found
}

const perDay = (counts: { day: string; n: number }[]) => {
  const found: Record<string, number> = {}
  for (const { day, n } of counts) found[day] = (found[day] ?? 0) + n
  return found
}

test.each([
  'Asia/Taipei',
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/New_York',
])(
  'each event counts for the day that a calendar in %s shows, also a minute from midnight',
  async (timeZone) => {
    const domain = await openDomain()
    const now = domain.clock.now()
    const { days, begins, end } = chartDays(timeZone, now)
    const from = begins[0] ?? end
    const around = days.flatMap((_, n) =>
      [-1, 0, 1, 29, 31].map((it) => from.getTime() + n * DAY + it * MINUTE),
    )
    const random = fc.sample(fc.integer({ min: from.getTime(), max: now.getTime() }), {
      numRuns: 300,
      seed: 7,
    })
    const times = [...around, ...random].map((it) => new Date(it))
    await events(domain, times)
    const shown = times.filter((it) => it >= from && it < end)
    expect(new Set(days).size).toBe(CHART_DAYS)
    expect(days.at(-1)).toBe(new Intl.DateTimeFormat('en-CA', { timeZone }).format(now))
    const counts = await countEventsByDay(domain.ctx, timeZone)
    expect(perDay(counts)).toEqual(byHand(timeZone, shown))
    const filtered = await countEventsByDay(domain.ctx, timeZone, { worker_id: 'codex-01' })
    expect(counts).toEqual(filtered)
    const oneType = await countEventsByDay(domain.ctx, timeZone, { event_type: 'schema_error' })
    expect(oneType).toEqual(counts.filter((it) => it.type === 'schema_error'))
    const trend = await readTrend(domain.ctx, timeZone, now)
    const past = byHand(
      timeZone,
      times.filter((it) => it < now),
    )
    expect(trend.map((it) => it.n)).toEqual(days.slice(-trend.length).map((day) => past[day] ?? 0))
  },
)

test('in autumn, when a day has 25 hours, no day of the chart is missing or there twice', () => {
  const { days } = chartDays('America/New_York', new Date('2026-11-02T04:30:00Z'))
  expect(days.slice(-3)).toEqual(['2026-10-30', '2026-10-31', '2026-11-01'])
  expect(chartDays('America/New_York', new Date('2026-11-03T04:30:00Z')).days.slice(-3)).toEqual([
    '2026-10-31',
    '2026-11-01',
    '2026-11-02',
  ])
})
