import type { Logger } from 'pino'
import { AppError } from '../../errors.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { type DataDirLock, holdDataDir, readHolder } from './data-dir-lock.ts'
import { ensureDatabase, type Reach, reach } from './roles.ts'
import { loadSecrets } from './secrets.ts'

const DATABASE = 'countersign'
const WATCH_EVERY_MS = 1_000

/** A database of our own. `describe` tells other programs about us; `stop` ends it if we started it. */
export type EmbeddedDatabase = Reach & { describe: DataDirLock['describe']; stop(): Promise<void> }

/** Brings PostgreSQL back if it dies while the bot lives. */
function watchOver(cluster: Cluster, log: Logger): () => Promise<void> {
  let restarting: Promise<void> | null = null
  const timer = setInterval(() => {
    if (restarting || cluster.isAlive()) return
    log.error('the embedded PostgreSQL is gone; starting it again')
    restarting = cluster
      .restart()
      .catch((error) => log.error({ err: error }, 'the embedded PostgreSQL could not be started again'))
      .finally(() => {
        restarting = null
      })
  }, WATCH_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await restarting
  }
}

/**
 * Starts the PostgreSQL of a data folder, for this process alone.
 *
 * @param program who we are to others who want the folder: `server`, or a command's name.
 * @throws AppError `data-dir-held`, saying who holds it.
 */
export async function startEmbeddedDatabase(
  dataDir: string,
  program: string,
  log: Logger,
): Promise<EmbeddedDatabase> {
  const lock = await holdDataDir(dataDir, program)
  try {
    const secrets = loadSecrets(dataDir)
    const cluster = await startCluster(dataDir, secrets.superuserPassword)
    const urls = await ensureDatabase(cluster.port, secrets, DATABASE)
    const stopWatching = watchOver(cluster, log)
    lock.describe({ port: cluster.port })
    const stop = async () => {
      await stopWatching()
      await cluster.stop()
      lock.release()
    }
    return { ...urls, describe: lock.describe, stop }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The database of a data folder for a command: the running server's, or one started for the moment. */
export async function reachEmbeddedDatabase(
  dataDir: string,
  program: string,
  log: Logger,
): Promise<Reach & { isServed: boolean; stop(): Promise<void> }> {
  try {
    return { ...(await startEmbeddedDatabase(dataDir, program, log)), isServed: false }
  } catch (error) {
    const port = readHolder(dataDir)?.port
    if (!(error instanceof AppError) || error.code !== 'data-dir-held' || !port) throw error
    return { ...reach(port, loadSecrets(dataDir), DATABASE), isServed: true, stop: async () => {} }
  }
}
