import type { SendKind } from './check-messages.ts'
import { AGGREGATION_UNIT_LENGTH, AGGREGATION_UNITS_PER_CALL } from './numbers.ts'
import type { Problem } from './problem.ts'

const NAME = new RegExp(`^[A-Za-z0-9_]{1,${AGGREGATION_UNIT_LENGTH}}$`)

/**
 * Finds what LINE would refuse in `customAggregationUnits`: names for statistics that a push or multicast may carry,
 * a reply may not (REF#send-push-message).
 * @param units the value that would be sent; undefined = none
 */
export function checkAggregationUnits(units: readonly string[] | undefined, kind: SendKind): Problem[] {
  const path = 'customAggregationUnits'
  if (units === undefined) return []
  if (kind === 'reply') return [{ path, reason: 'must be left out of a reply' }]
  if (units.length > AGGREGATION_UNITS_PER_CALL) {
    return [{ path, reason: `must have at most ${AGGREGATION_UNITS_PER_CALL} items, has ${units.length}` }]
  }
  return units.flatMap((unit, index) => {
    if (NAME.test(unit)) return []
    const reason = `must be 1 to ${AGGREGATION_UNIT_LENGTH} letters, digits or underscores`
    return [{ path: `${path}[${index}]`, reason }]
  })
}
