import { pino } from 'pino'
import { expect, test } from 'vitest'
import { QUOTA_RESERVE, QUOTA_SHORT } from '../../src/domain/rules.ts'
import { createQuotaMeter, type QuotaReading, quotaState } from '../../src/line/outbox/quota.ts'
import { testClock } from '../support/clock.ts'

/** A meter whose LINE answers what the test sets, and the log that it writes. */
function openMeter(first: QuotaReading | Error) {
  const clock = testClock()
  const logged: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => logged.push(JSON.parse(line).quota ?? 'failure') })
  const line = { answer: first, asked: 0 }
  const ask = async () => {
    line.asked += 1
    if (line.answer instanceof Error) throw line.answer
    return line.answer
  }
  return { meter: createQuotaMeter(ask, clock, log), clock, logged, line }
}

test.each([
  [null, 5_000, 'ok'],
  [200, 200 - QUOTA_SHORT - 1, 'ok'],
  [200, 200 - QUOTA_SHORT, 'short'],
  [200, 200 - QUOTA_RESERVE, 'reserve'],
  [200, 199, 'reserve'],
  [200, 200, 'used_up'],
  [200, 220, 'used_up'],
  [0, 0, 'used_up'],
] as const)('limit %s with %d used is %s', (limit, used, state) => {
  expect(quotaState({ limit, used })).toBe(state)
})

test('LINE is asked once in half a minute, however many messages go out, and these are counted meanwhile', async () => {
  const { meter, clock, line } = openMeter({ limit: 100, used: 10 })
  await Promise.all([meter.read(), meter.read(), meter.read()])
  meter.spend('Uone')
  meter.spend('Utwo')
  expect(await meter.read()).toEqual({ limit: 100, used: 12 })
  expect(line.asked).toBe(1)
  clock.advance({ seconds: 30 })
  expect(await meter.read()).toEqual({ limit: 100, used: 10 })
  expect(line.asked).toBe(2)
})

test('after a push to a group LINE is asked again: only it knows how many people that were', async () => {
  const { meter, line } = openMeter({ limit: 100, used: 10 })
  await meter.read()
  meter.spend('Cgroup')
  line.answer = { limit: 100, used: 32 }
  expect(await meter.read()).toEqual({ limit: 100, used: 32 })
})

test('each change of state is logged once, with the numbers, and what was fine from the start is not', async () => {
  const { meter, clock, logged, line } = openMeter({ limit: 100, used: 10 })
  for (const used of [10, 49, 50, 60, 79, 80, 90, 100, 100, 10, 11]) {
    line.answer = { limit: 100, used }
    clock.advance({ minutes: 1 })
    await meter.read()
    await meter.read()
  }
  expect(logged).toEqual(['short', 'reserve', 'used_up', 'ok'])
})

test('a LINE that cannot be asked is asked no more often, and nothing is known meanwhile', async () => {
  const { meter, clock, logged, line } = openMeter(new Error('away'))
  expect([await meter.read(), await meter.read()]).toEqual([null, null])
  expect([line.asked, quotaState(null)]).toEqual([1, 'unknown'])
  expect(logged).toEqual(['failure'])
  line.answer = { limit: null, used: 3 }
  clock.advance({ minutes: 1 })
  expect(meter.glance()).toBeNull()
  expect(await meter.read()).toEqual({ limit: null, used: 3 })
  expect(meter.glance()).toEqual({ limit: null, used: 3 })
})
