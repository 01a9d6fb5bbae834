import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** Where the cluster of a data folder is: inside, or (for root, in a closed folder) where a file in it says. */
export function clusterDir(dataDir: string): string {
  const pointer = path.join(dataDir, 'postgres-is-in')
  return path.join(existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir, 'postgres')
}

/** The process id of a data folder's PostgreSQL, as it says itself. */
export function postmasterPid(dataDir: string): number {
  return Number(readFileSync(path.join(clusterDir(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0])
}

function stopLeftOver(dataDir: string): void {
  if (!existsSync(path.join(clusterDir(dataDir), 'postmaster.pid'))) return
  try {
    process.kill(postmasterPid(dataDir), 'SIGQUIT')
  } catch {
    // It was gone already.
  }
}

/** A new data folder under one that only its owner may enter; all of it goes with the test. */
export async function aDataDir(): Promise<string> {
  const closed = await mkdtemp(path.join(tmpdir(), 'countersign-data-'))
  const dataDir = path.join(closed, 'data')
  onTestFinished(async () => {
    const elsewhere = path.dirname(clusterDir(dataDir))
    stopLeftOver(dataDir)
    await rm(closed, { recursive: true, force: true, maxRetries: 10 })
    if (elsewhere !== dataDir) await rm(elsewhere, { recursive: true, force: true, maxRetries: 10 })
  })
  return dataDir
}
