import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { inject, onTestFailed } from 'vitest'
import { openPool } from '../../src/db/connect.ts'
import { connectAsSuperuser, embeddedUrl, type Reach, reach } from '../../src/db/embedded/roles.ts'
import { TEMPLATE } from './postgres.ts'
import { resetDatabase } from './reset.ts'

export type TestDatabase = Reach & {
  name: string
  /** The superuser's address, for tests that break in. */
  superuserUrl: string
} & AsyncDisposable

type Copy = { name: string; superuserUrl: string; superuser: pg.Pool }

/** Copies that are as new again, for the next tests. */
const asNew: Copy[] = []

async function asSuperuser(statement: string): Promise<void> {
  const { port, secrets } = inject('postgres')
  const superuser = await connectAsSuperuser(port, secrets)
  await superuser.query(statement).finally(() => superuser.end())
}

async function copyTemplate(): Promise<Copy> {
  const { port, secrets } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(`create database ${name} template ${TEMPLATE} owner countersign_owner`)
  const superuserUrl = embeddedUrl('postgres', secrets.superuserPassword, port, name)
  return { name, superuserUrl, superuser: openPool(superuserUrl, { name: 'test reset', max: 1 }) }
}

/** Gives a copy to the next test, if it can be made as new. */
async function giveBack(copy: Copy): Promise<void> {
  if (await resetDatabase(copy.superuser)) {
    asNew.push(copy)
    return
  }
  await copy.superuser.end()
  await asSuperuser(`drop database ${copy.name} with (force)`)
}

/** A copy of the template of its own, new or as new. A failing test's copy is kept and named in the output. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { port, secrets } = inject('postgres')
  const copy = asNew.pop() ?? (await copyTemplate())
  const { name, superuserUrl } = copy
  let keep = false
  onTestFailed(() => {
    keep = true
    process.stderr.write(`the database of the failed test: ${name}\n`)
  })
  return {
    name,
    ...reach(port, secrets, name),
    superuserUrl,
    [Symbol.asyncDispose]: async () => {
      if (!keep) await giveBack(copy)
    },
  }
}
