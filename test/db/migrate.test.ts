import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, inject, onTestFinished, test } from 'vitest'
import { connectAsSuperuser, ensureDatabase } from '../../src/db/embedded/roles.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import { connect } from '../support/break-in.ts'

const MIGRATIONS = readdirSync('prisma/migrations').filter((it) => /^\d{14}_/.test(it))

/** An empty database with the two roles, beside the template. */
async function emptyDatabase() {
  const { port, secrets } = inject('postgres')
  const name = `empty_${randomBytes(6).toString('hex')}`
  const reach = await ensureDatabase(port, secrets, name)
  onTestFinished(async () => {
    const superuser = await connectAsSuperuser(port, secrets)
    await superuser.query(`drop database if exists ${name} with (force)`)
    await superuser.end()
  })
  return reach
}

test('an empty database is brought up to date, once', async () => {
  const { ownerUrl, appRole } = await emptyDatabase()
  expect(await migrate(ownerUrl, appRole, RISKS)).toEqual(MIGRATIONS)
  expect(await migrate(ownerUrl, appRole, RISKS)).toEqual([])
})

test('replicas that start at the same moment take turns: each migration happens once', async () => {
  const { ownerUrl, appRole } = await emptyDatabase()
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(ownerUrl, appRole, RISKS)))
  expect(applied.flat()).toEqual(MIGRATIONS)
})

test('what is there stays when it is migrated again', async () => {
  const { ownerUrl, appUrl, appRole } = await emptyDatabase()
  await migrate(ownerUrl, appRole, RISKS)
  const app = await connect(appUrl)
  await app.query("insert into rounds (id, topic, started_at) values (gen_random_uuid(), 'kept', now())")
  await migrate(ownerUrl, appRole, RISKS)
  expect((await app.query('select topic from rounds')).rows).toEqual([{ topic: 'kept' }])
})

test('one role for all can run the bot too, where no other is given', async () => {
  const { ownerUrl } = await emptyDatabase()
  await migrate(ownerUrl, null, RISKS)
  const owner = await connect(ownerUrl)
  const { rows } = await owner.query('select action, risk_level from action_catalogue')
  expect(Object.fromEntries(rows.map((it) => [it.action, it.risk_level]))).toEqual(RISKS)
})

test('a role of any name can be the one that the bot runs as', async () => {
  const { ownerUrl } = await emptyDatabase()
  const { port, secrets } = inject('postgres')
  const role = `Odd "role" ${randomBytes(4).toString('hex')}`
  const quoted = `"${role.replaceAll('"', '""')}"`
  const superuser = await connectAsSuperuser(port, secrets)
  await superuser.query(`create role ${quoted} login password 'x'`)
  await superuser.end()
  await migrate(ownerUrl, role, RISKS)
  const app = await connect(ownerUrl.replace(/\/\/[^@]+@/, `//${encodeURIComponent(role)}:x@`))
  expect((await app.query('select count(*)::int as n from members')).rows).toEqual([{ n: 0 }])
  const again = await connectAsSuperuser(port, secrets, new URL(ownerUrl).pathname.slice(1))
  await again.query(`drop owned by ${quoted}`)
  await again.query(`drop role ${quoted}`)
  await again.end()
})

test('a database that cannot be reached is an error, and is not waited for', async () => {
  const { port } = inject('postgres')
  await expect(migrate(`postgresql://nobody:x@127.0.0.1:${port}/none`, null, RISKS)).rejects.toThrow(/nobody/)
})
