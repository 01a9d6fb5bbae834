/** Numbers that are the same for the same seed (mulberry32), so that a campaign can be played again. */
export function seededRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    between: (from: number, to: number) => from + below(to - from + 1),
    pick: <T>(from: readonly T[]): T => from[below(from.length)] as T,
    /** A word that no other error holds; letters only, so that nothing takes it for a number or an id. */
    word: () => Array.from({ length: 12 }, () => 'bcdfghklmnprstvz'[below(16)]).join(''),
  }
}

export type Random = ReturnType<typeof seededRandom>
