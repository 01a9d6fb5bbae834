import { appendFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openClient, openPool } from '../../src/db/connect.ts'
import { openDatabase } from '../../src/db/database.ts'
import { findShiftedTimes, readSessionTime } from '../../src/db/database-time.ts'
import { startCluster } from '../../src/db/embedded/cluster.ts'
import { embeddedUrl, ensureDatabase } from '../../src/db/embedded/roles.ts'
import { loadSecrets } from '../../src/db/embedded/secrets.ts'
import { migrate } from '../../src/db/migrate.ts'
import { recordAudit } from '../../src/domain/audit/record.ts'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import { systemClock } from '../../src/services.ts'
import { aShell } from '../cli/shell.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { anAction } from '../support/crew.ts'
import { aDataDir } from '../support/data-dir.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { openDomain } from '../support/domain.ts'
import { clusterDir } from '../support/postmaster.ts'
import { startInPlaceOf } from '../support/program.ts'
import { until } from '../support/until.ts'

const MINUTE = 60_000

/** The database prefers another zone and notation than ours, as one of a host in Taipei may. */
async function preferTaipei({ name, superuserUrl }: TestDatabase): Promise<void> {
  const superuser = await connect(superuserUrl)
  await superuser.query(`alter database ${name} set timezone = 'Asia/Taipei'`)
  await superuser.query(`alter database ${name} set datestyle = 'SQL, DMY'`)
}

/**
 * Columns that say when something was done, and so never name a time far from the present. The database is a copy of
 * one that was migrated when the tests began, some minutes ago; a zone is off by hours.
 */
async function timesOff({ database }: Bot): Promise<string[]> {
  const superuser = await connect(database.superuserUrl)
  const { rows: columns } = await superuser.query<{ table: string; column: string }>(`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'timestamp with time zone'
      and (column_name = 'at' or column_name ~ '^(created|issued|started|finished|used|received|handled|opened|occurred|joined|tried|sent|answered|decided|checked|first|last|progress|claimed)_at$')`)
  expect(columns.length).toBeGreaterThan(20)
  const off: string[] = []
  for (const { table, column } of columns) {
    const { rowCount } = await superuser.query(
      `select 1 from ${table} where abs(extract(epoch from ${column} - clock_timestamp())) > 3000`,
    )
    if (rowCount) off.push(`${table}.${column}`)
  }
  return off
}

test('every kind of session is in UTC, whatever zone and notation the database prefers', async () => {
  const database = await createTestDatabase()
  onTestFinished(() => database[Symbol.asyncDispose]())
  await preferTaipei(database)
  const pool = openPool(database.appUrl, { name: 'test', max: 1 })
  const client = await openClient(database.appUrl, { name: 'test' })
  const db = openDatabase(database.appUrl, 2)
  onTestFinished(async () => {
    await Promise.all([pool.end(), client.end(), db.close()])
  })
  for (const it of [pool, client, db.pool]) {
    expect((await it.query('show timezone')).rows).toEqual([{ TimeZone: 'UTC' }])
    const { rows } = await it.query("select timestamptz '2026-10-25 01:30:00Z' as at")
    expect(rows).toEqual([{ at: new Date('2026-10-25T01:30:00.000Z') }])
  }
  const session = await readSessionTime(db.prisma, systemClock.now)
  expect(session).toMatchObject({ zone: 'UTC', writtenApart: 0 })
  expect(Math.abs(session.clockApart)).toBeLessThan(5_000)
})

test('on a database that prefers Asia/Taipei a worker is granted and starts, and every stored time is the true one', async () => {
  const bot = await startBot()
  await preferTaipei(bot.database)
  const program = await startInPlaceOf(bot, { TZ: 'Asia/Taipei' })
  const token = await bot.token('worker', 'codex-01')
  const call = (at: string, body: unknown) =>
    bot.request('POST', `/api/pls/${at}`, { at: program.ready.url, token, body })
  const asked = await call('self-heal-actions', anAction({ action: 'touch', worker_id: 'codex-01' }))
  expect(asked).toMatchObject({ status: 201, body: { verdict: 'allow' } })
  const started = await call(`self-heal-actions/${asked.body.id}/start`, {})
  expect(started).toMatchObject({ status: 200, body: { status: 'running' } })
  const person = await bot.stranger()
  await person.sim('text', { text: '說明' })
  await until('an answer', async () => (await person.all()).at(-1)?.from === 'bot')
  expect(await timesOff(bot)).toEqual([])
  expect(await findShiftedTimes(bot.db.prisma)).toEqual([])
})

test('an embedded cluster that was made in another zone runs in UTC, and is migrated in it', async () => {
  const dataDir = await aDataDir()
  await mkdir(dataDir, { recursive: true })
  const secrets = loadSecrets(dataDir)
  const first = await startCluster(dataDir, secrets.superuserPassword)
  await first.stop()
  appendFileSync(path.join(clusterDir(dataDir), 'postgresql.conf'), "timezone = 'Asia/Taipei'\n")
  const cluster = await startCluster(dataDir, secrets.superuserPassword)
  onTestFinished(() => cluster.stop())
  const url = embeddedUrl('postgres', secrets.superuserPassword, cluster.port, 'postgres').split('?')[0]
  const superuser = await connect(url ?? '')
  // What a session has that says nothing of zones.
  const { rows } = await superuser.query(
    "select name, reset_val from pg_settings where name in ('TimeZone', 'log_timezone') order by name",
  )
  expect(rows.map((it) => it.reset_val)).toEqual(['UTC', 'UTC'])
  const before = Date.now()
  const { ownerUrl, appRole } = await ensureDatabase(cluster.port, secrets, 'countersign')
  await migrate(ownerUrl, appRole, RISKS)
  const owner = await connect(ownerUrl)
  const applied = await owner.query<{ at: Date }>('select min(finished_at) as at from _prisma_migrations')
  expect(Math.abs((applied.rows[0]?.at.getTime() ?? 0) - before)).toBeLessThan(5 * MINUTE)
})

/** Entries as a start wrote them whose sessions had the zone of the host. */
async function entriesIn(zone: string, count: number) {
  const domain = await openDomain()
  const { ctx, db } = domain
  for (let n = 0; n < count; n += 1)
    await db.prisma.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(`set local timezone = '${zone}'`)
      await recordAudit({ ...ctx, clock: systemClock, db: tx }, 'round.start', { subject: `round:${n}` })
    })
  return domain
}

test.each([
  ['Asia/Taipei', 480],
  ['Asia/Kathmandu', 345],
  ['America/Phoenix', -420],
])('times that an earlier start stored in %s are found with their distance', async (zone, minutes) => {
  const { ctx, db } = await entriesIn(zone, 3)
  await recordAudit({ ...ctx, clock: systemClock }, 'round.start', { subject: 'round:right' })
  const found = await findShiftedTimes(db.prisma)
  expect(found).toEqual([{ minutes, entries: 3, first: expect.any(Date), last: expect.any(Date) }])
  expect(Math.abs((found[0]?.first.getTime() ?? 0) - Date.now())).toBeLessThan(MINUTE)
  expect(await verifyAudit(ctx)).toMatchObject({ ok: true, entries: 4 })
})

test('a start tells of times that were stored in another zone and what to do, and so does doctor', async () => {
  const bot = await startBot()
  await bot.db.prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("set local timezone = 'Asia/Taipei'")
    await recordAudit({ ...bot.ctx, clock: systemClock, db: tx }, 'round.start', { subject: 'round:1' })
  })
  const program = await startInPlaceOf(bot)
  const isTold = (msg?: string) =>
    /1 entries of the audit log.* 8 h too early\..*ask again.*DATA_DIR/.test(msg ?? '')
  await until('the warning', () => program.lines.some((it) => it.level === 40 && isTold(it.msg)))
})

test('doctor compares zone, written time and stored times, and names the stored ones that are off', async () => {
  const shell = await aShell()
  const right = await shell.run('doctor')
  expect(right.stdout).toMatch(/^ok {4}time zone: the session is in UTC/m)
  expect(right.stdout).toMatch(/^ok {4}stored times: /m)
  await shell.db.prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("set local timezone = 'Asia/Taipei'")
    await recordAudit({ ...shell.ctx, clock: systemClock, db: tx }, 'round.start', { subject: 'round:1' })
  })
  const wrong = await shell.run('doctor')
  expect(wrong.code).toBe(1)
  expect(wrong.stdout).toMatch(/^WRONG stored times: 1 entries .* 8 h too early\..*ask again/m)
})
