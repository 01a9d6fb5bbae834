import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/db/embedded/cluster.ts'
import { connectAsSuperuser, ensureDatabase } from '../../src/db/embedded/roles.ts'
import { type LocalSecrets, loadSecrets } from '../../src/db/embedded/secrets.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'
import { REMEMBER } from './reset.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { port: number; secrets: LocalSecrets }
  }
}

/** The database that every test's is a copy of. */
export const TEMPLATE = 'countersign_template'

/** A test run is worth nothing after a power cut, and its passwords guard nothing: no need to wait for either. */
const IN_HASTE = [
  'fsync = off',
  'synchronous_commit = off',
  'full_page_writes = off',
  'scram_iterations = 1',
  "checkpoint_timeout = '1h'",
]

/** One PostgreSQL for the whole run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'countersign-test-'))
  const secrets = loadSecrets(dir)
  const cluster = await startCluster(dir, secrets.superuserPassword)
  const superuser = await connectAsSuperuser(cluster.port, secrets)
  for (const it of IN_HASTE) await superuser.query(`alter system set ${it}`)
  await superuser.query('select pg_reload_conf()')
  await superuser.end()
  const { ownerUrl, appRole } = await ensureDatabase(cluster.port, secrets, TEMPLATE)
  await migrate(ownerUrl, appRole, RISKS)
  const template = await connectAsSuperuser(cluster.port, secrets, TEMPLATE)
  await template.query(REMEMBER)
  await template.end()
  project.provide('postgres', { port: cluster.port, secrets })
  return async () => {
    await cluster.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
