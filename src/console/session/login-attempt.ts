import { LOGIN_TIME } from '../../domain/rules.ts'
import type { Services } from '../../services.ts'

const ATTEMPT = /^([0-9a-z]{1,10})\.[\w-]{43}$/

/** One try to sign in by LINE, as the browser keeps it: when it began, and 256 random bits. */
export const newAttempt = ({ clock, ids }: Services): string =>
  `${clock.now().getTime().toString(36)}.${ids.secret(32)}`

/**
 * Whether an attempt is not over yet. Its time needs no seal: the whole of it makes the state, so
 * that a changed one belongs to no sign in.
 */
export function isUnderWay({ clock }: Services, attempt: string | undefined): attempt is string {
  const began = Number.parseInt(ATTEMPT.exec(attempt ?? '')?.[1] ?? '', 36)
  const age = clock.now().getTime() - began
  return age >= 0 && age < LOGIN_TIME
}
