import { LineError, MONTHLY_LIMIT } from '../api/line-error.ts'
import type { Platform } from '../platform.ts'
import { lineMonth } from './calendar.ts'

/** People addressed this month by push, multicast and broadcast. */
export function usedQuota(platform: Platform): number {
  return platform.store.get('usage', lineMonth(platform.now()))?.people ?? 0
}

export function setUsedQuota(platform: Platform, people: number): void {
  platform.store.put('usage', lineMonth(platform.now()), { people })
}

/** Counts people, not message objects; refuses the whole call when it does not fit any more. */
export function spendQuota(platform: Platform, people: number): void {
  const { quota } = platform.settings()
  const used = usedQuota(platform)
  if (quota !== null && people > 0 && used + people > quota) throw new LineError(429, MONTHLY_LIMIT)
  setUsedQuota(platform, used + people)
}
