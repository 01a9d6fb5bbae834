import { expect, test } from 'vitest'
import { outsideTransactions, unaudited } from './architecture/audited.ts'
import * as forbidden from './architecture/forbidden.ts'
import { againstDirection, cycles, withoutEnding } from './architecture/imports.ts'
import { idleRules, numbersBesideRules, RULES, titlesOfTheProposalRule } from './architecture/numbers.ts'
import { readSources, type Source, source } from './architecture/read-sources.ts'

const src = readSources('src')
const tests = readSources('test')
const domain = src.filter((it) => it.path.startsWith('src/domain/'))

const one = (path: string, text: string) => [source(path, text)]

/** The rule holds for what there is, and its check refuses each of the examples that break it. */
function rule(
  title: string,
  check: (sources: Source[]) => string[],
  sources: Source[],
  broken: Source[][],
  fine: Source[][] = [],
) {
  test(title, () => {
    expect(sources.length).toBeGreaterThan(0)
    expect(check(sources)).toEqual([])
    for (const it of broken) expect(check(it), it.map(({ text }) => text).join('\n')).not.toEqual([])
    for (const it of fine) expect(check(it)).toEqual([])
  })
}

rule(
  'imports run one way: faces to domain to database, and nothing imports the roof back',
  againstDirection,
  src,
  [
    one('src/domain/a.ts', "import { x } from '../http/pls.ts'"),
    one('src/domain/policies/a.ts', "import { x } from '../../line/client.ts'"),
    one('src/db/a.ts', "export { x } from '../domain/a.ts'"),
    one('src/chat/a.ts', "import { main } from '../main.ts'"),
    one('src/http/a.ts', "import type { Task } from '../tasks.ts'"),
    one('src/worker/a.ts', "import type { Db } from '../db/database.ts'"),
    one('src/simulator/api/a.ts', "import type { InputProblem } from '../../errors.ts'"),
    one('src/line/a.ts', "import { startSimulator } from '../simulator/server.ts'"),
    one('src/main.ts', "const it = await import('./simulator/server.ts')"),
    one('src/words/a.ts', "import type { Ctx } from '../domain/context.ts'"),
    one('src/line/a.ts', "import { systemClock } from '../services.ts'"),
    one('src/domain/a.ts', "import { wordsOf } from '../words/words.ts'"),
    one('src/domain/rules.ts', "import { hashCode } from './members/invite.ts'"),
    one('src/contract.ts', "import { CATALOGUE } from './domain/catalogue.ts'"),
    one('src/newcomer/a.ts', ''),
  ],
  [
    one('src/line/a.ts', "import type { Services } from '../services.ts'"),
    one('src/line/a.ts', "import { type Services } from '../services.ts'"),
    one('src/domain/a.ts', "// import { x } from '../http/pls.ts'"),
  ],
)

rule(
  'no two files need each other to run',
  cycles,
  src,
  [
    [
      source('src/line/a.ts', "import { b } from './b.ts'"),
      source('src/line/b.ts', "import { c } from './c.ts'"),
      source('src/line/c.ts', "import {\n  a,\n  type Other,\n} from './a.ts'"),
    ],
  ],
  [
    [
      source('src/line/a.ts', "import { b } from './b.ts'"),
      source('src/line/b.ts', "import type { A } from './a.ts'"),
    ],
  ],
)

rule(
  'imports of our own files say their ending',
  withoutEnding,
  [...src, ...tests],
  [one('src/http/a.ts', "import { b } from './b'"), one('src/http/a.ts', "export * from '../http'")],
)

rule(
  'the environment is read only where a program begins',
  forbidden.environmentReaders,
  src,
  [
    one('src/config.ts', 'const port = process.env.PORT'),
    one('src/line/a.ts', "const port = process['env'].PORT"),
    one('src/http/a.ts', 'const { env } = process'),
  ],
  [one('src/http/a.ts', "// process.env is read in main.ts\nconst words = 'process.env'")],
)

rule(
  'the clock and chance are asked only where named',
  forbidden.clockAndChance,
  src,
  [
    one('src/domain/a.ts', 'const now = new Date()'),
    one('src/domain/a.ts', 'const now = new Date'),
    one('src/chat/a.ts', 'const now = Date.now()'),
    one('src/http/a.ts', 'const dice = Math.random()'),
    one('src/line/a.ts', "import { randomUUID } from 'node:crypto'"),
    one('src/queue/a.ts', 'const id = crypto.randomUUID()'),
    one('src/domain/a.ts', 'const id = uuidv7()'),
    one('src/domain/a.ts', "import { v4 as newId } from 'uuid'"),
    one('src/db/a.ts', 'await db.$executeRaw`update x set at = now()`'),
    one('src/line/a.ts', "const SQL = 'select current_timestamp'"),
  ],
  [one('src/domain/a.ts', 'const at = new Date(tx.clock.now().getTime() + 5)')],
)

rule(
  'every connection to PostgreSQL is opened where its session is put in UTC',
  forbidden.ownConnections,
  [...src, ...tests],
  [
    one('src/queue/a.ts', 'const pool = new pg.Pool({ max: 2 })'),
    one('test/flows/a.test.ts', 'const client = new pg.Client(url)'),
    one('src/db/a.ts', 'new PrismaClient({ adapter: new PrismaPg({ host }) })'),
    one('src/queue/a.ts', 'await run({ connectionString: url })'),
  ],
  [one('src/db/a.ts', 'new PrismaClient({ adapter: new PrismaPg(pool) })')],
)

test('each place that may ask the clock or read the environment still needs to', () => {
  const { ENVIRONMENT, CLOCK_AND_CHANCE, ANY_CLOCK_OR_CHANCE } = forbidden
  expect(forbidden.unusedPlaces(ENVIRONMENT, src, /\bprocess\.env\b/g)).toEqual([])
  const asks = src.filter((it) => !it.path.startsWith('src/demo/') && !it.path.startsWith('src/worker/'))
  expect(forbidden.unusedPlaces(CLOCK_AND_CHANCE, asks, ANY_CLOCK_OR_CHANCE)).toEqual([])
  for (const place of Object.keys(forbidden.DATABASE_CLOCK)) {
    const there = src.filter((it) => it.path === place)
    expect(forbidden.databaseClock(there), place).not.toEqual([])
  }
})

rule(
  'every transaction of the domain that changes something leaves an audit entry',
  unaudited,
  domain,
  [
    one('src/domain/a.ts', 'const a = (ctx) => inTransaction(ctx, (tx) => tx.db.round.update({ data }))'),
    one(
      'src/domain/a.ts',
      'inTransaction(ctx, async (tx) => { await tx.db.$executeRaw`delete from rounds` })',
    ),
    one('src/domain/a.ts', 'ctx.db.$transaction(async (db) => { await db.round.deleteMany({}) })'),
    one(
      'src/domain/a.ts',
      `async function change(tx) { await tx.db.round.create({ data }) }
export async function verb(ctx) { return inTransaction(ctx, async (tx) => { await change(tx) }) }`,
    ),
    one(
      'src/domain/a.ts',
      `inTransaction(ctx, async (tx) => { await tx.db.round.create({ data }) /* recordAudit(tx) */ })
async function other(tx) { await recordAudit(tx, 'a.b', {}) }`,
    ),
  ],
  [
    one('src/domain/a.ts', 'inTransaction(ctx, async (tx) => tx.db.round.findFirst({ where }))'),
    one(
      'src/domain/a.ts',
      'inTransaction(ctx, async (tx) => tx.db.$executeRaw`select pg_advisory_xact_lock(1)`)',
    ),
    one(
      'src/domain/a.ts',
      `async function keep(tx) { await tx.db.round.create({ data }); await recordAudit(tx, 'a.b', {}) }
export async function verb(ctx) { return inTransaction(ctx, async (tx) => { await keep(tx) }) }`,
    ),
  ],
)

rule('the domain changes nothing outside a transaction', outsideTransactions, domain, [
  one('src/domain/a.ts', 'await ctx.db.round.update({ data })'),
  one('src/domain/a.ts', 'await services.db.member.deleteMany({})'),
])

rule("the pages are written with the console's own templates", forbidden.bareTemplates, src, [
  one('src/console/pages/a.ts', "import { html } from 'hono/html'"),
  one('src/console/a.ts', "import { html, raw } from 'hono/html'"),
])

rule(
  'no file is longer than 300 lines',
  forbidden.tooLong,
  [...src, ...tests],
  [one('src/http/a.ts', 'const a = 1\n'.repeat(301))],
  [one('src/http/a.ts', 'const a = 1\n'.repeat(300))],
)

test('no file or folder has a name that says nothing', () => {
  const check = forbidden.namesThatSayNothing
  expect(check([...src, ...tests].map((it) => it.path))).toEqual([])
  const wrong = [
    'src/utils/a.ts',
    'src/http/types.ts',
    'src/line/index.ts',
    'test/helpers.ts',
    'src/lib/a/b.ts',
  ]
  expect(check(wrong)).toEqual(wrong)
})

rule(
  'nothing is mocked, skipped, waved through or an enum',
  forbidden.bannedWords,
  [...src, ...tests],
  [
    one('src/a.ts', 'export enum Role {\n  worker,\n}'),
    one('src/a.ts', 'const it = x as any'),
    one('test/a.test.ts', "vi.mock('../src/a.ts')"),
    one('test/a.test.ts', 'vi.useFakeTimers()'),
    one('test/a.test.ts', "test.skip('later', () => {})"),
    one('test/a.test.ts', "describe.only('this', () => {})"),
    one('src/a.ts', '// @ts-ignore\nconst a: number = "1"'),
  ],
  [one('src/a.ts', "const Role = z.enum(['worker'])\nconst text = 'as any'")],
)

// A measurement and a campaign of faults are about time.
const measured = tests.filter((it) => !/^test\/(bench|chaos)\//.test(it.path))

rule('no test waits for time to pass', forbidden.sleeps, measured, [
  one('test/a.test.ts', 'await new Promise((resolve) => setTimeout(resolve, 100))'),
  one('test/a.test.ts', 'await sleep(100)'),
  one('test/a.test.ts', 'await wait(100)'),
])

rule(
  'the numbers that the bot decides by stand in rules.ts alone',
  numbersBesideRules,
  src,
  [
    one('src/domain/policies/a.ts', 'const ERRORS = 2'),
    one('src/chat/a.ts', 'export const CONFIRM_MS: number = 120_000'),
    one('src/domain/a.ts', 'const until = now + 2 * 60_000'),
  ],
  [one('src/domain/a.ts', 'const until = now + CONFIRMATION_TIME')],
)

rule(
  'every rule has a sentence and is asked for',
  idleRules,
  src,
  [
    [source(RULES, 'export const A = 1'), source('src/domain/a.ts', 'use(A)')],
    one(RULES, '/** A sentence. */\nexport const B = 1'),
  ],
  [[source(RULES, '/** A sentence. */\nexport const A = 1'), source('src/domain/a.ts', 'use(A)')]],
)

test('one title alone says how many errors make a proposal', () => {
  expect(titlesOfTheProposalRule(tests)).toHaveLength(1)
  const twice = "test('the second error opens a proposal', run)\ntest(\n  'two errors open a proposal', run)"
  expect(titlesOfTheProposalRule(one('test/a.test.ts', twice))).toHaveLength(2)
})
