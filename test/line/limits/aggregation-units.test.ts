import { describe, expect, test } from 'vitest'
import { checkAggregationUnits } from '../../../src/line/limits/aggregation-units.ts'

describe('customAggregationUnits', () => {
  test('are at most one, of up to 30 letters, digits and underscores', () => {
    expect(checkAggregationUnits(['a_1'.padEnd(30, 'z')], 'push')).toEqual([])
    expect(checkAggregationUnits(undefined, 'reply')).toEqual([])
    expect(checkAggregationUnits(['a', 'b'], 'push')).toMatchObject([{ path: 'customAggregationUnits' }])
    expect(checkAggregationUnits(['z'.repeat(31)], 'multicast')).toMatchObject([
      { path: 'customAggregationUnits[0]' },
    ])
    expect(checkAggregationUnits(['a-b'], 'push')).toMatchObject([{ path: 'customAggregationUnits[0]' }])
  })

  test('are refused in a reply', () => {
    expect(checkAggregationUnits(['a'], 'reply')).toMatchObject([{ path: 'customAggregationUnits' }])
  })
})
