import { parseWallTime } from './local-time.ts'
import type { SchedulePlan } from './slot.ts'

/**
 * The times of the settings, read.
 *
 * @throws AppError `bad-settings`.
 */
export function planOf(settings: {
  timeZone: string
  digestTime: string
  reviewTime: string
  scorecardTime: string
}): SchedulePlan {
  return {
    timeZone: settings.timeZone,
    digest: parseWallTime(settings.digestTime),
    review: parseWallTime(settings.reviewTime),
    scorecard: parseWallTime(settings.scorecardTime),
  }
}
