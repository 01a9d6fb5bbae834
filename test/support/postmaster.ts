import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Where the cluster of a data folder is: inside, or (for root, in a closed folder) where a file in it says. */
export function clusterDir(dataDir: string): string {
  const pointer = path.join(dataDir, 'postgres-is-in')
  return path.join(existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir, 'postgres')
}

/** The process id of a data folder's PostgreSQL, as it says itself. */
export function postmasterPid(dataDir: string): number {
  return Number(readFileSync(path.join(clusterDir(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0])
}
