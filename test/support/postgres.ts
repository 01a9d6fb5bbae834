import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/db/embedded/cluster.ts'
import { connectAsSuperuser, ensureDatabase } from '../../src/db/embedded/roles.ts'
import { type LocalSecrets, loadSecrets } from '../../src/db/embedded/secrets.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RISKS } from '../../src/domain/catalogue.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { port: number; secrets: LocalSecrets }
  }
}

/** The database that every test file's is a copy of. */
export const TEMPLATE = 'countersign_template'

/** One PostgreSQL for the whole run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'countersign-test-'))
  const secrets = loadSecrets(dir)
  const cluster = await startCluster(dir, secrets.superuserPassword)
  const { ownerUrl, appRole } = await ensureDatabase(cluster.port, secrets, TEMPLATE)
  await migrate(ownerUrl, appRole, RISKS)
  // A test run is worth nothing after a power cut: no need to wait for the disk.
  const superuser = await connectAsSuperuser(cluster.port, secrets)
  await superuser.query('alter system set fsync = off')
  await superuser.query('select pg_reload_conf()')
  await superuser.end()
  project.provide('postgres', { port: cluster.port, secrets })
  return async () => {
    await cluster.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
