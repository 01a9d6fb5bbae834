import { randomBytes } from 'node:crypto'
import { inject, onTestFailed } from 'vitest'
import { connectAsSuperuser, embeddedUrl, type Reach, reach } from '../../src/db/embedded/roles.ts'
import { TEMPLATE } from './postgres.ts'

export type TestDatabase = Reach & {
  name: string
  /** The superuser's address, for tests that break in. */
  superuserUrl: string
} & AsyncDisposable

/** A copy of the template of its own. A failing test's copy is kept and named in the output. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { port, secrets } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const superuser = await connectAsSuperuser(port, secrets)
  await superuser.query(`create database ${name} template ${TEMPLATE} owner countersign_owner`)
  await superuser.end()
  let keep = false
  onTestFailed(() => {
    keep = true
    process.stderr.write(`the database of the failed test: ${name}\n`)
  })
  return {
    name,
    ...reach(port, secrets, name),
    superuserUrl: embeddedUrl('postgres', secrets.superuserPassword, port, name),
    [Symbol.asyncDispose]: async () => {
      if (keep) return
      const again = await connectAsSuperuser(port, secrets)
      await again.query(`drop database if exists ${name} with (force)`)
      await again.end()
    },
  }
}
