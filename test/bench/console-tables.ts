import { PAGE_LIMIT_MS, type PageTime, SIZES } from '../console/page-times.ts'
import { ms, table, times, whole } from './markdown.ts'
import type { ScorecardTimes } from './scorecard.ts'

/** The page of the console that answers slowest, by its median. */
export const slowestPage = (pages: PageTime[]) => pages.toSorted((a, b) => b.p50 - a.p50)[0]

/** How long each page of the console takes when the tables are full. */
export function pagesTable(pages: PageTime[]): string {
  const rows = pages.map((it) => [
    `\`${it.path}\``,
    ms(it.p50),
    ms(it.worst),
    times(it.toHealth),
    it.p50 < PAGE_LIMIT_MS ? 'yes' : '**no**',
  ])
  return table(['page', 'p50 ms', 'worst ms', '÷ /healthz', `under ${PAGE_LIMIT_MS} ms`], rows)
}

/** With how much the pages were measured, in words. */
export const pagesNote = `With ${whole(SIZES.events)} events, ${whole(SIZES.entries)} audit entries and ${whole(SIZES.proposals)} proposals, signed in as Louis, one request after the other; the ratio is to the median of \`/healthz\` in the same process.`

/** What a scorecard of thirty days costs. */
export function scorecardTable(found: ScorecardTimes[]): string {
  const rows = found.map((it) => [whole(it.events), ms(it.median_ms), ms(it.worst_ms)])
  return table(['a scorecard of thirty days, events in them', 'p50 ms', 'worst ms'], rows)
}
