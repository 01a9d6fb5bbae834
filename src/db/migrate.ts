import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { runMigrations as migrateQueue } from 'graphile-worker'
import pg from 'pg'
import { openClient, openPool } from './connect.ts'
import { loadSchemaEngine, NO_FILTERS } from './schema-engine.ts'

const DIR = path.join(import.meta.dirname, '../../prisma/migrations')
/** Any fixed number: whoever holds this advisory lock is migrating. */
const MIGRATION_LOCK = 7_271_835

/** Tables whose rows stay as written: the bot's role may add to them, never remove. */
const KEPT = [
  'worker_policy_decisions',
  'worker_repair_events',
  'artifact_gate_checks',
  'learning_memory_updates',
  'repair_proposals',
  'fingerprint_aliases',
  'self_heal_actions',
  'self_heal_grants',
  'self_heal_executions',
  'jobs',
  'job_progress',
  'job_artifacts',
  'rounds',
  'delegations',
  'action_overrides',
  'line_groups',
  'halts',
  'members',
  'api_tokens',
]
const QUEUE_TABLES = ['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs']

async function migrationDirectories() {
  const names = (await readdir(DIR, { withFileTypes: true })).filter((it) => it.isDirectory())
  const read = async (name: string) => {
    const value = await readFile(path.join(DIR, name, 'migration.sql'), 'utf8')
    return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
  }
  return Promise.all(
    names
      .map((it) => it.name)
      .sort()
      .map(read),
  )
}

async function applyPrismaMigrations(pool: pg.Pool): Promise<string[]> {
  const lock = path.join(DIR, 'migration_lock.toml')
  const lockfile = {
    path: 'migration_lock.toml',
    content: existsSync(lock) ? await readFile(lock, 'utf8') : null,
  }
  const engine = await loadSchemaEngine(pool)
  const migrationsList = {
    baseDir: DIR,
    lockfile,
    shadowDbInitScript: '',
    migrationDirectories: await migrationDirectories(),
  }
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
  return appliedMigrationNames
}

/** The queue's tables have row-level security without policies: their owner alone would see rows. */
function queueGrants(role: string): string {
  const policies = QUEUE_TABLES.map(
    (table) => `
      drop policy if exists countersign on graphile_worker.${table};
      create policy countersign on graphile_worker.${table} to ${role} using (true) with check (true);`,
  )
  return `
    grant usage on schema graphile_worker to ${role};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
    grant usage on all sequences in schema graphile_worker to ${role};
    grant execute on all functions in schema graphile_worker to ${role};
    ${policies.join('')}`
}

async function grantTo(owner: pg.Client, appRole: string): Promise<void> {
  const role = pg.escapeIdentifier(appRole)
  await owner.query(`
    grant usage on schema public to ${role};
    grant select, insert, update, delete on all tables in schema public to ${role};
    revoke insert, update, delete on _prisma_migrations from ${role};
    revoke update, delete on audit_log from ${role};
    revoke insert, update, delete on action_catalogue from ${role};
    revoke update on self_heal_grants, members, api_tokens from ${role};
    grant update (name, locale, line_user_id, disabled_at, blocked_at) on members to ${role};
    grant update (revoked_at) on api_tokens to ${role};
    revoke delete on ${KEPT.join(', ')} from ${role};
    ${queueGrants(role)}`)
}

/** The catalogue, where the triggers look. The bot's role may read it only. */
async function writeCatalogue(owner: pg.Client, risks: Record<string, string>): Promise<void> {
  await owner.query('begin')
  await owner.query('delete from action_catalogue')
  await owner.query(
    'insert into action_catalogue (action, risk_level) select action, risk::risk_level from unnest($1::text[], $2::text[]) as given (action, risk)',
    [Object.keys(risks), Object.values(risks)],
  )
  await owner.query('commit')
}

/**
 * Brings a database up to date: our tables, the queue's, and the rights of the role that the bot
 * runs as. Idempotent; replicas that start together take turns.
 *
 * @param ownerUrl connects as the owner of the tables.
 * @param appRole the role that the server runs as; null: the owner itself (then nothing is granted,
 *   and the database protects the audit log by its triggers alone).
 * @param risks action → risk, the catalogue of `domain/catalogue.ts`.
 * @returns the names of the migrations applied now.
 */
export async function migrate(
  ownerUrl: string,
  appRole: string | null,
  risks: Record<string, string>,
): Promise<string[]> {
  const owner = await openClient(ownerUrl, { name: 'countersign migration' })
  const pool = openPool(ownerUrl, { name: 'countersign migration', max: 2 })
  try {
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = await applyPrismaMigrations(pool)
    await migrateQueue({ pgPool: pool })
    await writeCatalogue(owner, risks)
    if (appRole) await grantTo(owner, appRole)
    return applied
  } finally {
    await pool.end()
    await owner.end()
  }
}
