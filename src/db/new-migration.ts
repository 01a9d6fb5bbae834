import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openPool } from './connect.ts'
import { startCluster } from './embedded/cluster.ts'
import { embeddedUrl } from './embedded/roles.ts'
import { loadSchemaEngine, NO_FILTERS, SCHEMA } from './schema-engine.ts'

// npm run migration -- NAME: writes the SQL from the schema as last committed to the schema as it
// is now. Read it, add what Prisma cannot say (triggers, checks), then start the bot to apply it.

function committedSchema(): string | null {
  try {
    return execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], { encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return null
  }
}

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('Give the migration a name: npm run migration -- add_leases\n')
  process.exit(1)
}
const after = await readFile(SCHEMA, 'utf8')
const scratch = await mkdtemp(path.join(tmpdir(), 'countersign-migration-'))
const cluster = await startCluster(scratch, 'scratch')
const url = embeddedUrl('postgres', 'scratch', cluster.port, 'postgres')
const pool = openPool(url, { name: 'countersign migration', max: 2 })
const engine = await loadSchemaEngine(pool)
const before = committedSchema()
const { stdout } = await engine.diff({
  from: before ? { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content: before }] } : { tag: 'empty' },
  to: { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content: after }] },
  script: true,
  shadowDatabaseUrl: null,
  exitCode: null,
  filters: NO_FILTERS,
} as Parameters<typeof engine.diff>[0])
await pool.end()
await cluster.stop()
await rm(scratch, { recursive: true })
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const dir = `prisma/migrations/${stamp}_${name}`
await mkdir(dir, { recursive: true })
await writeFile(`${dir}/migration.sql`, stdout ?? '')
process.stdout.write(`${dir}/migration.sql\n`)
