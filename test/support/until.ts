import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 20_000
const LOOK_AGAIN_MS = 25

/**
 * Waits for what another program does in its own time: looks until it is so.
 *
 * @throws Error with `what` when it took too long.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  limitMs = LIMIT_MS,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + limitMs
  for (;;) {
    const found = await look()
    if (found) return found as Exclude<T, false | null | undefined>
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`)
    await pause(LOOK_AGAIN_MS)
  }
}
