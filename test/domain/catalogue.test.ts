import fc from 'fast-check'
import { expect, test } from 'vitest'
import { APPROVER, CATALOGUE, findAction, riskOfRepair } from '../../src/domain/catalogue.ts'

const ACTIONS = Object.keys(CATALOGUE)

test('the catalogue says who answers for what', () => {
  const by = (risk: string) => ACTIONS.filter((it) => CATALOGUE[it as keyof typeof CATALOGUE].risk === risk)
  expect(by('low')).toEqual(['diagnose', 'touch', 'retry_once', 'repair_proposal'])
  expect(by('medium')).toEqual(['requeue_job', 'extend_lease', 'change_prompt', 'change_tooling'])
  expect(by('high')).toEqual(['release', 'reclaim', 'cross_project_permission', 'external_commitment'])
  expect(APPROVER).toEqual({ low: 'pls_owner', medium: 'pls_owner', high: 'louis' })
})

test.each([
  ['touch + retry once', 'low'],
  ['Retry once', 'low'],
  ['RETRY-ONCE', 'low'],
  ['診斷、重試一次', 'low'],
  ['touch, then requeue', 'medium'],
  ['retry once and change prompt', 'medium'],
  ['diagnose → extend lease', 'medium'],
  ['touch\nrelease', 'high'],
  ['change_prompt; reclaim; touch', 'high'],
  ['跨專案權限', 'high'],
])('"%s" is of %s risk: the highest part counts', (words, risk) => {
  expect(riskOfRepair(words)).toBe(risk)
})

test.each([
  'delete the database',
  'touch + something new',
  'retry once, but this time with sudo',
  'retry_once_more',
  'low',
  'not release',
  'touch release',
  'tоuch',
])('"%s" is not in the catalogue: high', (words) => {
  expect(riskOfRepair(words)).toBe('high')
})

test.each(['', '   ', '+', ', ; +', '\n', '—'])('%j says nothing: high', (words) => {
  expect(riskOfRepair(words)).toBe('high')
})

test('names that objects have by themselves are no actions', () => {
  for (const it of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(findAction(it)).toBeNull()
    expect(riskOfRepair(it)).toBe('high')
  }
})

test('the order of the parts, their case and how they are joined change nothing', () => {
  const parts = fc.array(fc.constantFrom(...ACTIONS, 'something else'), { minLength: 1, maxLength: 5 })
  const joins = fc.constantFrom(' + ', ', ', '; ', ' & ', '、', ' and ', ' then ', ' -> ', '\n')
  fc.assert(
    fc.property(parts, joins, (some, join) => {
      const risk = riskOfRepair(some.join(join))
      expect(riskOfRepair([...some].reverse().join(' + '))).toBe(risk)
      expect(riskOfRepair(some.join(join).toUpperCase())).toBe(risk)
      expect(riskOfRepair(some.map((it) => it.replaceAll('_', ' ')).join(join))).toBe(risk)
    }),
  )
})

test('one unknown or high part makes the whole high, whatever stands beside it', () => {
  const known = fc.array(fc.constantFrom(...ACTIONS))
  const high = fc.constantFrom('release', 'reclaim', 'wipe the disk', 'cross project permission')
  fc.assert(
    fc.property(known, high, (some, it) => {
      expect(riskOfRepair([...some, it].join(' + '))).toBe('high')
    }),
  )
})

test('hostile words are read at once', () => {
  for (const words of [
    '+ '.repeat(100_000),
    ' '.repeat(100_000),
    'a and '.repeat(50_000),
    '_-'.repeat(100_000),
  ]) {
    const start = performance.now()
    expect(riskOfRepair(words)).toBe('high')
    expect(performance.now() - start).toBeLessThan(2_000)
  }
})
