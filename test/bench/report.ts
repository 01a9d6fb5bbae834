import { PAGE_LIMIT_MS, type PageTime } from '../console/page-times.ts'
import { pagesNote, pagesTable, scorecardTable, slowestPage } from './console-tables.ts'
import { ms, table, times, whole } from './markdown.ts'
import type { LoadResult } from './programs/load.ts'
import type { ScorecardTimes } from './scorecard.ts'
import type { Latency } from './tap-to-reply.ts'
import { type Acks, type AcksTable, CONNECTIONS } from './webhook-acks.ts'

/** Everything that one run found. Memory in MiB, times in milliseconds. */
export type Measured = {
  starts: { fromNothing: number; again: number }
  taps: Latency
  empty: Latency
  events: { distinct: LoadResult; equal: LoadResult }
  acks: { table: AcksTable; answered: number; kept: number; runs: number; noisy: number }
  memoryAtStart: number | null
  memory: number | null
  postgres: string
  pages: PageTime[]
  scorecards: ScorecardTimes[]
}

type Mark = { what: string; mark: string; found: string; reached: boolean }

const NONE: Acks = { perSecond: Number.NaN, p50: Number.NaN, p99: Number.NaN }

function marksOf({ acks, starts, memory, pages }: Measured): Mark[] {
  const slowest = slowestPage(pages)?.p50 ?? Number.NaN
  const [a, b, c] = [acks.table.a[32] ?? NONE, acks.table.b[32] ?? NONE, acks.table.c[32] ?? NONE]
  const toBare = c.perSecond / a.perSecond
  const toUsual = c.perSecond / b.perSecond
  const tail = c.p99 / a.p99
  const used = memory ?? Number.NaN
  return [
    { what: '(c) ÷ (a), answers/s', mark: '≥ 0.6', found: times(toBare), reached: toBare >= 0.6 },
    { what: '(c) ÷ (b), answers/s', mark: '≥ 4', found: times(toUsual), reached: toUsual >= 4 },
    { what: '(c) ÷ (a), p99', mark: '≤ 3', found: times(tail), reached: tail <= 3 },
    {
      what: 'start from nothing',
      mark: '≤ 5 s',
      found: `${(starts.fromNothing / 1_000).toFixed(1)} s`,
      reached: starts.fromNothing <= 5_000,
    },
    {
      what: 'start again',
      mark: '≤ 2 s',
      found: `${(starts.again / 1_000).toFixed(1)} s`,
      reached: starts.again <= 2_000,
    },
    { what: 'memory after load', mark: '≤ 250 MiB', found: `${whole(used)} MiB`, reached: used <= 250 },
    {
      what: 'slowest page of the console, p50',
      mark: `< ${PAGE_LIMIT_MS} ms`,
      found: `${ms(slowest)} ms`,
      reached: slowest < PAGE_LIMIT_MS,
    },
  ]
}

function acksTable({ a, b, c }: AcksTable): string {
  const rows = CONNECTIONS.flatMap((connections) => {
    const bare = a[connections] ?? NONE
    const row = (name: string, it: Acks) => [
      name,
      String(connections),
      whole(it.perSecond),
      ms(it.p50),
      ms(it.p99),
      times(it.perSecond / bare.perSecond),
      times(it.perSecond / (b[connections] ?? NONE).perSecond),
      times(it.p99 / bare.p99),
    ]
    return [
      row('(a) bare Hono: signature, keeps nothing', bare),
      row('(b) Express, SDK middleware, Prisma create', b[connections] ?? NONE),
      row('(c) Countersign: durable, once, queued', c[connections] ?? NONE),
    ]
  })
  return table(
    ['webhook', 'connections', 'answers/s', 'p50 ms', 'p99 ms', '÷ (a)', '÷ (b)', 'p99 ÷ (a)'],
    rows,
  )
}

function otherTables({ taps, empty, events, starts, memory, memoryAtStart }: Measured): string {
  const row = (name: string, it: Latency) => [name, String(it.count), ms(it.p50), ms(it.p99)]
  const latencies = table(
    ['one at a time', 'times', 'p50 ms', 'p99 ms'],
    [
      row('tap → decision committed → reply at LINE', taps),
      row('an empty interactive Prisma transaction', empty),
    ],
  )
  const load = (name: string, it: LoadResult) => [name, whole(it.perSecond), ms(it.p50), ms(it.p99)]
  const api = table(
    ['POST /api/pls/worker-repair-events, 8 connections', 'events/s', 'p50 ms', 'p99 ms'],
    [load('each another error', events.distinct), load('all the same error, in one proposal', events.equal)],
  )
  const rest = table(
    ['start and memory', ''],
    [
      ['from nothing to `ready`', `${(starts.fromNothing / 1_000).toFixed(2)} s`],
      ['again', `${(starts.again / 1_000).toFixed(2)} s`],
      ['resident memory when ready', `${whole(memoryAtStart ?? Number.NaN)} MiB`],
      ['resident memory after all of the above', `${whole(memory ?? Number.NaN)} MiB`],
    ],
  )
  return [latencies, api, rest].join('\n\n')
}

/** The page `docs/benchmarks.md`. */
export function report(measured: Measured, machine: string, seconds: number): string {
  const marks = marksOf(measured).map((it) => [it.what, it.mark, it.found, it.reached ? 'yes' : '**no**'])
  const { answered, kept, runs, noisy } = measured.acks
  return `# Benchmarks

LINE is simulated: the bot talks to \`src/simulator\` on this machine, and nothing here was measured against LINE.

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC in ${whole(seconds)} s, on one machine that runs the load, the servers and PostgreSQL: ${machine}.

## Marks, at 32 connections

${table(['', 'mark', 'found', 'reached'], marks)}

## Webhook answers

${acksTable(measured.acks.table)}

(c) answered ${whole(answered)} requests with 200 in this run, and ${whole(kept)} events are in its database: no answer came before its commit. ${noisy === 0 ? 'Each' : `${noisy} of the ${runs} runs began while something else kept the machine busy; each other one`} began on a quiet machine.

## The console's pages

${pagesTable(measured.pages)}

${pagesNote}

## The rest

${otherTables(measured)}

${scorecardTable(measured.scorecards)}

${NOTES}`
}

const NOTES = `## How it is measured

- Load is autocannon in a process of its own; every request has another \`webhookEventId\` and is signed before the run begins. (a) is quicker than the requests that are prepared for it and meets them again, which it cannot notice: it keeps nothing.
- Each server is a process of its own and warmed up; they take turns, three rounds of four seconds for each number of connections, and the table has the medians.
- (b) and (c) have an embedded PostgreSQL each, new and with its defaults: fsync on, synchronous_commit on. (c) is \`src/main.ts\` with nothing set but ports, data folder and a higher rate limit for the API.
- The events are messages in a group, where the bot listens and does not answer. After each run of (c) the tasks that are still waiting are deleted, so that their handling does not slow down whoever is measured next.
- While webhook requests come in a rush (over 500 a second, more than can be handled at once) the queue handles events one task at a time and in one second of four, so that in a flood events are kept first and handled after. A run lasts four seconds and holds one such turn. A tap on a quiet system waits for nothing: that is the tap → reply line.

## What holds it back, as found on 2026-11-22 on the machine of two cores

- (a) does nothing but HTTP: it gets one core to itself and the load the other. (c) shares both with the load, with PostgreSQL and with the handling of what it has kept, which (a) and (b) never do. In quarters of a second at 32 connections, (c) gave mostly 8,000 to 15,000 answers a second while it only kept, and 3,000 to 5,000 while it also handled, four tasks side by side.
- A commit of 16 events took 1.2 ms under load and 0.6 ms without; a flush of the disk alone takes 0.1 to 0.2 ms, its slowest hundredth 0.4 to 4 ms. Commits go one after the other, each with all that waits.
- With one connection there is nothing to share: each event pays for its own commit and its own task in the queue, and (c) is slower than (b), which has no task.
- Handling one task at a time in a rush, instead of four, is not shown to be a gain: in the one quiet pair it was 7,980 against 7,090 answers a second, and 224 events handled in four seconds against 504.
- Memory is over the mark after load. When ready it was 240 to 251 MiB since the charts are loaded with the first visit to the console (324 MiB before); 260 to 276 MiB where LINE is simulated, since the phones there get their menus at the start. Tried before that: \`--max-semi-space-size=4\` brought it from 341 to 256 MiB when ready and from 405 to 278 MiB after webhook load: nearer, not there. What it costs is not clear (no answers in one comparison, a fifth of them in another), so \`npm start\` does without it.
- Runs differ. Three complete runs that were quiet or nearly so gave (c) ÷ (a) 0.21 to 0.28, (c) ÷ (b) 2.2 to 2.8 and p99 ÷ (a) 4.1 to 5.6. Two more, on a busy machine, gave 0.06 and 0.07, 1.0 and 1.8, 25 and 100.
`
