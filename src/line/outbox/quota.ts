import { QUOTA_RESERVE } from '../../domain/rules.ts'
import type { Services } from '../../services.ts'

/** LINE answers 429 to haste and to an empty quota alike; the quota endpoints tell them apart. */
export async function isQuotaUsedUp(services: Services): Promise<boolean> {
  try {
    const { limit, used } = await services.line.quota()
    return limit !== null && used >= limit
  } catch (error) {
    services.log.warn({ err: error }, 'the quota could not be read')
    return false
  }
}

/** True if what is left of the month is the reserve for high risk. LINE's own count is approximate. */
export async function isReserveReached(services: Services): Promise<boolean> {
  try {
    const { limit, used } = await services.line.quota()
    // With nothing left LINE itself says so, and its words are kept.
    return limit !== null && used < limit && limit - used <= QUOTA_RESERVE
  } catch (error) {
    services.log.warn({ err: error }, 'the quota could not be read')
    return false
  }
}
