import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { clusterDir, postmasterPid } from './postmaster.ts'

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
