import { pino } from 'pino'
import { startEmbeddedDatabase } from '../../src/db/embedded/embedded-database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import { type Bot, removeDirectory, temporaryDirectory } from './bot.ts'
import { type LoadProcess, startProgram } from './child.ts'
import { waitForQuiet } from './machine.ts'
import type { LoadResult } from './programs/load.ts'

export const CONNECTIONS = [1, 8, 32] as const
export type Contender = 'a' | 'b' | 'c'
export type Acks = Pick<LoadResult, 'perSecond' | 'p50' | 'p99'>
/** For each contender and number of connections, the median of the rounds. */
export type AcksTable = Record<Contender, Record<number, Acks>>

type Runner = { name: Contender; url: string; secret: string; destination: string; settle(): Promise<void> }

const SECRET = 'a channel secret of the benchmark'
/** The queue's handling has its turn once in four seconds of a rush: a run holds one whole turn. */
const SECONDS = 4
const WARM_UP_SECONDS = 2

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** Throws away what is still to be handled, so that the next one has the machine for itself. */
export async function dropBacklog(bot: Bot): Promise<void> {
  const DROP = 'delete from graphile_worker._private_jobs where locked_at is null'
  const LEFT = 'select count(*)::int as left from graphile_worker._private_jobs'
  for (;;) {
    await bot.db.pool.query(DROP)
    const { rows } = await bot.db.pool.query<{ left: number }>(LEFT)
    if (rows[0]?.left === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export async function startUsualBot() {
  const dir = await temporaryDirectory()
  const database = await startEmbeddedDatabase(dir, 'benchmark', pino({ level: 'silent' }))
  await migrate(database.ownerUrl, database.appRole, RISKS)
  const env = { CHANNEL_SECRET: SECRET, DATABASE_URL: database.appUrl }
  const program = await startProgram('test/bench/programs/usual-bot.ts', env)
  return {
    url: program.ready.url,
    stop: async () => {
      await program.stop()
      await database.stop()
      await removeDirectory(dir)
    },
  }
}

async function runRound(load: LoadProcess, runner: Runner, connections: number, seconds: number) {
  const { url, secret, destination } = runner
  const result = await load.run({
    url,
    connections,
    seconds,
    traffic: { kind: 'webhook', secret, destination },
  })
  if (result.refused > 0 || result.errors > 0) {
    throw new Error(`(${runner.name}) refused ${result.refused} and lost ${result.errors} requests`)
  }
  await runner.settle()
  return result
}

/**
 * Webhook answers per second of the three, taken in turns, so that what else the machine does falls on all.
 *
 * @returns the medians, and how many answers of ours were given and how many events are in the database.
 * @throws if an answer was given for an event that is not there.
 */
export async function measureAcks(load: LoadProcess, bot: Bot, rounds: number) {
  const bare = await startProgram('test/bench/programs/bare-hono.ts', { CHANNEL_SECRET: SECRET })
  const usual = await startUsualBot()
  const nothing = async () => {}
  const other = { secret: SECRET, destination: bot.botUserId, settle: nothing }
  const runners: Runner[] = [
    { name: 'a', url: bare.ready.url, ...other },
    { name: 'b', url: usual.url, ...other },
    {
      name: 'c',
      url: bot.url,
      secret: bot.secrets.simulatorChannelSecret,
      destination: bot.botUserId,
      settle: () => dropBacklog(bot),
    },
  ]
  const found: { name: Contender; connections: number; result: LoadResult }[] = []
  let answered = 0
  let noisy = 0
  for (const runner of runners) {
    const { answered: more } = await runRound(load, runner, 32, WARM_UP_SECONDS)
    if (runner.name === 'c') answered += more
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const connections of CONNECTIONS) {
      for (const runner of runners) {
        if (!(await waitForQuiet())) noisy += 1
        const result = await runRound(load, runner, connections, SECONDS)
        found.push({ name: runner.name, connections, result })
        if (runner.name === 'c') answered += result.answered
      }
    }
  }
  const { rows } = await bot.db.pool.query<{ kept: number }>('select count(*)::int as kept from line_inbox')
  await bare.stop()
  await usual.stop()
  const kept = rows[0]?.kept ?? 0
  if (kept < answered) throw new Error(`(c) answered ${answered} times, but kept ${kept} events`)
  return { table: tableOf(found), answered, kept, runs: found.length, noisy }
}

function tableOf(found: { name: Contender; connections: number; result: LoadResult }[]): AcksTable {
  const table: AcksTable = { a: {}, b: {}, c: {} }
  for (const name of ['a', 'b', 'c'] as const) {
    for (const connections of CONNECTIONS) {
      const results = found.filter((it) => it.name === name && it.connections === connections)
      const middle = (key: keyof Acks) => median(results.map((it) => it.result[key]))
      table[name][connections] = { perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99') }
    }
  }
  return table
}
