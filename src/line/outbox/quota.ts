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
