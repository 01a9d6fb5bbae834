import os from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/** The machine in words, for the head of the table. */
export function describeMachine(postgres: string): string {
  const cpus = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const cpu = `${cpus.length} cores ${cpus[0]?.model.trim() ?? ''}`
  const system = `${os.type()} ${os.release()} ${os.arch()}`
  return `${cpu}, ${memory} GiB, ${system}, Node ${process.versions.node}, PostgreSQL ${postgres}`
}

const QUIET = 0.85
const LOOK_MS = 250
/** For the whole benchmark, which is to end within minutes also beside other work. */
let patience = 60_000

function cpuTimes() {
  let idle = 0
  let all = 0
  for (const { times } of os.cpus()) {
    idle += times.idle
    all += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, all }
}

/**
 * Waits until nothing else keeps the machine busy, so that its noise does not fall on one contender.
 *
 * @returns false if it did not become quiet, or the patience of the whole run is used up.
 */
export async function waitForQuiet(): Promise<boolean> {
  const startedAt = performance.now()
  for (;;) {
    const before = cpuTimes()
    await wait(LOOK_MS)
    const after = cpuTimes()
    if ((after.idle - before.idle) / (after.all - before.all) >= QUIET) return true
    if (performance.now() - startedAt > patience / 4) break
  }
  patience -= performance.now() - startedAt
  return false
}
