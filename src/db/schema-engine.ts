import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import type pg from 'pg'

// Node has it; its types come only with the browser's, which we don't want in a server.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** The schema file; the engine panics without one. */
export const SCHEMA = path.join(import.meta.dirname, '../../prisma/schema.prisma')

/** The tables that Prisma is not asked to manage: none that it would see. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** Prisma's adapter cuts a script at every semicolon, also inside functions and comments. */
class WholeScriptAdapter extends PrismaPg {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    super(pool)
    this.#pool = pool
  }

  override async connect() {
    const connection = await super.connect()
    // Sent whole, PostgreSQL runs a script as one transaction: a migration happens or does not.
    connection.executeScript = async (script: string) => {
      await this.#pool.query(script)
    }
    return connection
  }
}

let started: Promise<void> | null = null

/** Once for each process: the engine's glue keeps views of one memory, and a second one would be read through them. */
async function startEngine(): Promise<void> {
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': engine })
  engine.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = instance.exports
  if (typeof start === 'function') start()
}

/**
 * Starts Prisma's own schema engine, compiled to WebAssembly: `prisma migrate` wants to download
 * a native one, and a machine without the internet has to be able to migrate too.
 *
 * @param pool the database to change; the caller ends it.
 */
export async function loadSchemaEngine(pool: pg.Pool): Promise<engine.SchemaEngine> {
  started ??= startEngine()
  await started
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptAdapter(pool))
  const datamodels: [string, string][] = [[SCHEMA, await readFile(SCHEMA, 'utf8')]]
  return engine.SchemaEngine.new({ datamodels }, () => {}, adapter)
}
