import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { readHolder } from '../../src/db/embedded/data-dir-lock.ts'
import { reach } from '../../src/db/embedded/roles.ts'
import { type LocalSecrets, loadSecrets } from '../../src/db/embedded/secrets.ts'
import { type Program, startProgram } from './child.ts'

/** The whole bot as a child process, with a look at its data folder and its database. */
export type Bot = Program & {
  url: string
  simulatorUrl: string
  botUserId: string
  secrets: LocalSecrets
  db: Database
}

/** A folder of its own for a cluster; it goes with the benchmark. */
export async function temporaryDirectory(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'countersign-bench-'))
}

/** Removes such a folder, also what PostgreSQL keeps outside of it. */
export async function removeDirectory(dir: string): Promise<void> {
  // As root, a cluster that could not live in the folder left its address there.
  const elsewhere = await readFile(path.join(dir, 'postgres-is-in'), 'utf8').catch(() => null)
  for (const it of [elsewhere?.trim(), dir]) if (it) await rm(it, { recursive: true, force: true })
}

/** Starts `src/main.ts` as `npm start` would, on free ports; nothing is set but what lets a program hammer it. */
export function startMain(dataDir: string): Promise<Program> {
  const env = { DATA_DIR: dataDir, PORT: '0', SIMULATOR_PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000' }
  return startProgram('src/main.ts', env)
}

/** Starts the bot and connects to what it started. */
export async function startBot(dataDir: string): Promise<Bot> {
  const program = await startMain(dataDir)
  const { url, simulator_url: simulatorUrl } = program.ready
  const port = readHolder(dataDir)?.port
  if (!port || !simulatorUrl) throw new Error('the bot did not say where its database and its simulator are')
  const secrets = loadSecrets(dataDir)
  const db = openDatabase(reach(port, secrets, 'countersign').appUrl, 4)
  const state = (await (await fetch(`${simulatorUrl}/_sim/state`)).json()) as { bot: { user_id: string } }
  return {
    ...program,
    url,
    simulatorUrl,
    botUserId: state.bot.user_id,
    secrets,
    db,
    stop: async () => {
      await db.close()
      await program.stop()
    },
  }
}
