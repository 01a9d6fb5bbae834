import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { openClient } from '../../src/db/connect.ts'
import { openDatabase } from '../../src/db/database.ts'
import { startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import type { Ctx } from '../../src/domain/context.ts'
import { DAY } from '../../src/domain/rules.ts'
import { getScorecard } from '../../src/domain/scorecard/scorecard.ts'
import { systemIds } from '../../src/services.ts'

// What a scorecard of thirty days costs with ten thousand events, and with a million.

const COUNTS = [10_000, 1_000_000]
const RUNS = 15
const END = new Date('2026-11-22T05:17:00Z')
const START = new Date(END.getTime() - 30 * DAY)

const FILL = `
  insert into worker_repair_events (id, job_id, worker_id, event_type, phase, raw_command_output, repair_action,
    created_at, occurred_at, fingerprint, is_friction, pool, reported_by)
  select gen_random_uuid(), gen_random_uuid(), 'codex-' || n % 12,
    (array['fetch_failed','schema_error','artifact_missing','claim_idle','lease_risk','manual_blocker'])[1 + n % 6]::event_type,
    'download', jsonb_build_object('recovered', n % 3 = 0), case when n % 2 = 0 then 'touch + retry once' else 'diagnose' end,
    at, at, 'fingerprint-' || n % 500, n % 20 = 0, 'pool-' || n % 3, 'bench'
  from (select n, $1::timestamptz + ($2::timestamptz - $1::timestamptz) * (n::float8 / $4) as at
    from generate_series($3::int, $4::int - 1) n) made`

export type ScorecardTimes = { events: number; median_ms: number; worst_ms: number }

async function measure(ctx: Ctx): Promise<{ median_ms: number; worst_ms: number }> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now()
    await getScorecard(ctx, { from: START.toISOString(), to: END.toISOString() })
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const round = (it: number | undefined) => Math.round((it ?? 0) * 10) / 10
  return { median_ms: round(times[Math.floor(times.length / 2)]), worst_ms: round(times.at(-1)) }
}

/** Fills a database of its own and measures the scorecard at each size. */
export async function benchScorecard(counts: readonly number[] = COUNTS): Promise<ScorecardTimes[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'))
  const embedded = await startEmbeddedDatabase(path.join(dir, 'data'), 'command', pino({ level: 'silent' }))
  await migrate(embedded.ownerUrl, embedded.appRole, RISKS)
  const owner = await openClient(embedded.ownerUrl, { name: 'countersign bench' })
  const db = openDatabase(embedded.appUrl, 2)
  const actor = { kind: 'operator', name: 'bench' } as const
  const ctx: Ctx = { db: db.prisma, clock: { now: () => END }, ids: systemIds, actor }
  const results: ScorecardTimes[] = []
  try {
    let filled = 0
    for (const events of counts) {
      await owner.query(FILL, [START, END, filled, events])
      await owner.query('vacuum analyze worker_repair_events, event_counts')
      filled = events
      await measure(ctx)
      results.push({ events, ...(await measure(ctx)) })
    }
  } finally {
    await db.close()
    await owner.end()
    await embedded.stop()
    await rm(dir, { recursive: true, force: true })
  }
  return results
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchScorecard(), null, 2)}\n`)
