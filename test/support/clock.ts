import type { Clock } from '../../src/domain/context.ts'

/** Stands still unless moved. */
export type TestClock = Clock & { advance(by: { hours?: number; minutes?: number; seconds?: number }): void }

/** Starts at the true time, so that what other programs stamp lies close to it. */
export function testClock(start = new Date()): TestClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    advance: ({ hours = 0, minutes = 0, seconds = 0 }) => {
      now += ((hours * 60 + minutes) * 60 + seconds) * 1_000
    },
  }
}
