import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fill, measurePages } from '../console/page-times.ts'
import { residentMemory, startLoadProcess } from './child.ts'
import { describeMachine } from './machine.ts'
import { type Measured, report } from './report.ts'
import { benchScorecard } from './scorecard.ts'
import { measureStarts, withBot } from './starts.ts'
import { measureEmptyTransactions, measureTaps } from './tap-to-reply.ts'
import { measureAcks } from './webhook-acks.ts'

// npm run bench: everything in one run on one machine; prints the table and writes docs/benchmarks.md.

const ROUNDS = 3
const API_SECONDS = 3
const API_CONNECTIONS = 8

type OfTheBot = Omit<Measured, 'pages' | 'scorecards'>

const say = (text: string) => process.stdout.write(`${text}\n`)
const began = performance.now()
const load = await startLoadProcess()
say('starts …')
const starts = await measureStarts()
const ofTheBot = await withBot(async (bot): Promise<OfTheBot> => {
  const { rows } = await bot.db.pool.query<{ server_version: string }>('show server_version')
  const memoryAtStart = residentMemory(bot.pid)
  say('taps …')
  const empty = await measureEmptyTransactions(bot)
  const taps = await measureTaps(bot)
  say('events through the API …')
  const events = async (errors: 'distinct' | 'equal') =>
    load.run({
      url: bot.url,
      traffic: { kind: 'events', token: bot.secrets.demoWorkerToken, errors },
      connections: API_CONNECTIONS,
      seconds: API_SECONDS,
    })
  const distinct = await events('distinct')
  const equal = await events('equal')
  say('webhook answers …')
  const acks = await measureAcks(load, bot, ROUNDS)
  const memory = residentMemory(bot.pid)
  const postgres = rows[0]?.server_version ?? ''
  return { starts, taps, empty, events: { distinct, equal }, acks, memoryAtStart, memory, postgres }
})
load.stop()
say('pages of the console, with full tables …')
const pages = await withBot(async (bot) => {
  await fill(bot.db)
  return measurePages(bot)
})
say('scorecard of ten thousand and of a million events …')
const scorecards = await benchScorecard()
const measured: Measured = { ...ofTheBot, pages, scorecards }
const page = report(measured, describeMachine(measured.postgres), (performance.now() - began) / 1_000)
await writeFile(path.join(import.meta.dirname, '../../docs/benchmarks.md'), page)
say(page)
