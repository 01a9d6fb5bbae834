import { expect, test } from 'vitest'
import { HISTORY_DAYS, seedHistory } from '../../../src/demo/seed-history.ts'
import { verifyAudit } from '../../../src/domain/audit/verify.ts'
import { DAY, HOUR } from '../../../src/domain/rules.ts'
import { getScorecard } from '../../../src/domain/scorecard/scorecard.ts'
import { openDomain } from '../../support/domain.ts'
import { countIndependently } from './independent.ts'

// Later than any run of this test: the database lets no grant of the past start an action.
const END = new Date('2031-03-02T05:17:00Z')
const START = new Date(END.getTime() - HISTORY_DAYS * DAY)
const TAIPEI = { seed: 5, end: END, timeZone: 'Asia/Taipei' }

/** Whole history, a month that cuts a round, a window inside one hour, ends that are no whole hours, nothing. */
const WINDOWS: [string, Date, Date][] = [
  ['all thirty days', START, END],
  ['the end of a month that a round goes over', START, new Date('2031-03-01T00:00:00+08:00')],
  ['ends in the middle of hours', new Date(START.getTime() + 1_234_567), new Date(END.getTime() - 7_654_321)],
  ['a week', new Date(END.getTime() - 8 * DAY), new Date(END.getTime() - DAY)],
  ['less than an hour', new Date(START.getTime() + DAY), new Date(START.getTime() + DAY + HOUR / 2)],
  ['no time at all', START, START],
  ['before everything', new Date(START.getTime() - DAY), START],
]

test('the scorecard of a seeded history is what independent SQL counts, in every field', {
  timeout: 180_000,
}, async () => {
  const { ctx, clock, db } = await openDomain()
  await seedHistory(db.prisma, TAIPEI)
  clock.advance({ seconds: (END.getTime() - clock.now().getTime()) / 1_000 })
  for (const [name, from, to] of WINDOWS) {
    const card = await getScorecard(ctx, { from: from.toISOString(), to: to.toISOString() })
    const { decided, adjusted, ...expected } = await countIndependently(db.pool, from, to)
    const { round, window, adoption, ...counted } = card
    expect(counted, name).toEqual(expected)
    expect(window, name).toEqual({ from: from.toISOString(), to: to.toISOString() })
    expect(Object.fromEntries(adoption.criteria.map((it) => [it.key, it.actual])), name).toEqual({
      repair_events: expected.events.total,
      artifact_gate_passed: expected.gates.passed,
      policy_decided: decided,
      prompt_or_tooling_adjusted: adjusted,
      lesson_recorded: expected.learning.updates,
    })
    expect(
      adoption.criteria.map((it) => it.met),
      name,
    ).toEqual(adoption.criteria.map((it) => it.actual >= it.required))
    expect(round === null, name).toBe(to <= START)
  }
  const whole = await getScorecard(ctx, { from: START.toISOString(), to: END.toISOString() })
  // The history has something of everything, or equal would say little.
  expect(whole.events.friction).toBeGreaterThan(0)
  expect(whole.high_risk.executed).toBeGreaterThan(0)
  expect(whole.high_risk.refused).toBeGreaterThan(0)
  expect(whole.proposals.rejected).toBeGreaterThan(0)
  expect(whole.gates.completions_blocked).toBeGreaterThan(0)
  expect(whole.repairs.judged).toBeGreaterThan(0)
  expect(whole.digests.told).toBeGreaterThan(0)
  expect(await verifyAudit(ctx)).toMatchObject({ ok: true })
  const pools = await db.pool.query(
    'select count(distinct pool)::int as pools, count(distinct worker_id)::int as workers from worker_repair_events where not is_friction',
  )
  expect(pools.rows[0]).toMatchObject({ pools: 3, workers: 12 })
})
