import { timingSafeEqual } from 'node:crypto'

/** Compares a secret in a time that says nothing about it. */
export function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
