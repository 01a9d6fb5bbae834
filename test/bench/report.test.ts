import { expect, test } from 'vitest'
import type { PageTime } from '../console/page-times.ts'
import { type Measured, report } from './report.ts'

const acks = (perSecond: number, p99: number) =>
  Object.fromEntries([1, 8, 32].map((it) => [it, { perSecond, p50: p99 / 3, p99 }]))

const load = { perSecond: 190, p50: 30, p99: 180, answered: 570, refused: 0, errors: 0 }

/** Made-up numbers of a run. */
const measured = (pages: PageTime[]): Measured => ({
  starts: { fromNothing: 3_260, again: 1_620 },
  taps: { p50: 38.6, p99: 60.2, count: 60 },
  empty: { p50: 0.33, p99: 4.93, count: 200 },
  events: { distinct: load, equal: load },
  acks: {
    table: { a: acks(29_550, 2.33), b: acks(3_317, 21.9), c: acks(8_224, 9.48) },
    answered: 1_000,
    kept: 1_000,
    runs: 27,
    noisy: 0,
  },
  memoryAtStart: 323,
  memory: 510,
  postgres: '18.4',
  pages,
  scorecards: [
    { events: 10_000, median_ms: 12.3, worst_ms: 20 },
    { events: 1_000_000, median_ms: 15.5, worst_ms: 31.2 },
  ],
})

const PAGES = [
  { path: '/console', p50: 61.2, worst: 80, toHealth: 120.4 },
  { path: '/console/events', p50: 48.25, worst: 70, toHealth: 95 },
]

/** Every table of the page, as its lines. */
const tablesOf = (page: string) => page.split('\n\n').filter((it) => it.startsWith('|'))

test('the page has each page of the console with its ratio, and the scorecard, in tables that hold together', () => {
  const page = report(measured(PAGES), 'two cores', 300)
  expect(page).not.toMatch(/NaN|undefined|\[object/)
  expect(page).toContain('| `/console` | 61.2 | 80.0 | 120.40 | yes |')
  expect(page).toContain('| slowest page of the console, p50 | < 200 ms | 61.2 ms | yes |')
  expect(page).toContain('With 100,000 events, 10,000 audit entries and 1,000 proposals')
  expect(page).toContain('| 1,000,000 | 15.5 | 31.2 |')
  expect(tablesOf(page)).toHaveLength(7)
  for (const it of tablesOf(page)) {
    const cells = it
      .trim()
      .split('\n')
      .map((line) => line.split('|').length)
    expect(new Set(cells).size, it).toBe(1)
  }
})

test('a page that is too slow is named as such', () => {
  const slow = { path: '/console/audit', p50: 200, worst: 260, toHealth: 400 }
  const page = report(measured([...PAGES, slow]), 'two cores', 300)
  expect(page).toContain('| `/console/audit` | 200.0 | 260.0 | 400.00 | **no** |')
  expect(page).toContain('| slowest page of the console, p50 | < 200 ms | 200.0 ms | **no** |')
})
