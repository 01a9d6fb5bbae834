import { onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../../src/db/database.ts'
import type { Actor, Ctx } from '../../src/domain/context.ts'
import { systemIds } from '../../src/services.ts'
import { type TestClock, testClock } from './clock.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** What verbs need and no more: a database of their own, as an operator at the shell. */
export type Domain = {
  ctx: Ctx
  clock: TestClock
  db: Database
  database: TestDatabase
  as(actor: Actor): Ctx
}

export const aMember = (over: Partial<Extract<Actor, { kind: 'member' }>> = {}): Actor => ({
  kind: 'member',
  id: systemIds.uuid(),
  name: '王小明',
  role: 'worker',
  pool: 'default',
  ...over,
})

export const aToken = (over: Partial<Extract<Actor, { kind: 'token' }>> = {}): Actor => ({
  kind: 'token',
  id: systemIds.uuid(),
  name: 'w',
  role: 'worker',
  pool: 'default',
  workerId: null,
  ...over,
})

/** Opens a copy of the template; it ends with the test. */
export async function openDomain(): Promise<Domain> {
  const database = await createTestDatabase()
  const db = openDatabase(database.appUrl)
  onTestFinished(async () => {
    await db.close()
    await database[Symbol.asyncDispose]()
  })
  const clock = testClock()
  const ctx: Ctx = { db: db.prisma, clock, ids: systemIds, actor: { kind: 'operator', name: 'test' } }
  return { ctx, clock, db, database, as: (actor) => ({ ...ctx, actor }) }
}

/** The tables that hold a text anywhere: for what may be stored nowhere. */
export async function tablesThatHold({ db }: Domain, text: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await db.pool.query(`select 1 from ${name} t where t::text ilike '%' || $1 || '%'`, [
      text,
    ])
    if (rowCount) found.push(name)
  }
  return found
}
