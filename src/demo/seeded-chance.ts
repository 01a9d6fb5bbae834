import { createHash } from 'node:crypto'
import type { Ids } from '../domain/context.ts'

/** Chance that is the same each time for one seed. */
export type Chance = {
  /** From 0 up to 1, never 1. */
  next(): number
  /** A whole number from 0 to `below - 1`. */
  below(below: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  happens(probability: number): boolean
}

/** mulberry32: 32 bits of state, good enough for a story. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    happens: (probability) => next() < probability,
  }
}

/** Ids in the order of a moved clock (UUIDv7), the same each time for one seed. */
export function seededIds(seed: number, now: () => Date): Ids {
  let count = 0
  const bytes = (length: number) => {
    count += 1
    const made: Buffer[] = []
    while (Buffer.concat(made).length < length)
      made.push(createHash('sha256').update(`${seed}:${count}:${made.length}`).digest())
    return Buffer.concat(made).subarray(0, length)
  }
  return {
    uuid: () => {
      const id = bytes(16)
      id.writeUIntBE(now().getTime(), 0, 6)
      // Within one millisecond the order is that of the making.
      id.writeUInt16BE(0x7000 | (count & 0x0fff), 6)
      id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
      return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    },
    secret: (length) => bytes(length).toString('base64url'),
  }
}
