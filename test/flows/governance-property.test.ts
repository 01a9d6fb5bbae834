import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import { AppError } from '../../src/errors.ts'
import { type Governed, openGoverned, STEPS, type Step } from '../support/governed.ts'
import { FIND_BROKEN_PROMISES } from '../support/promises.ts'

const SEQUENCES = 1_000

const NAMES = Object.keys(STEPS) as Step['what'][]
const aStep = fc.record<Step>({
  what: fc.constantFrom(...NAMES),
  who: fc.nat(8),
  which: fc.nat(5),
  flag: fc.boolean(),
})

/** Ways that lead somewhere, or chance alone would hardly ever get there; one step in four goes astray. */
const WAYS: Step['what'][][] = [
  ['ask', 'approve', 'start', 'finish'],
  ['ask', 'approve', 'startToo', 'finish'],
  ['ask', 'approve', 'retire', 'start'],
  ['ask', 'reject', 'ask', 'start'],
  ['create', 'claim', 'check', 'complete'],
  ['report', 'report', 'approve', 'retire'],
]
const aWay = fc
  .tuple(fc.constantFrom(...WAYS), fc.array(aStep, { minLength: 4, maxLength: 4 }))
  .map(([way, steps]) =>
    steps.map((it, n) => (it.who === 7 ? it : { ...it, what: way[n] ?? it.what, which: it.which % 2 })),
  )
const aSequence = fc
  .array(
    fc.oneof(
      aStep.map((it) => [it]),
      aWay,
    ),
    { minLength: 2, maxLength: 4 },
  )
  .map((it) => it.flat())

/** Does a step. A refusal is an answer like any other; what nobody foresaw is not. */
async function take(it: Governed, step: Step): Promise<void> {
  try {
    await STEPS[step.what](it, step)
  } catch (error) {
    if (!(error instanceof AppError)) throw new Error(`${JSON.stringify(step)} broke`, { cause: error })
  }
}

test('whatever is called by whomever in whatever order, the promises hold', async () => {
  const it = await openGoverned()
  await fc.assert(
    fc.asyncProperty(aSequence, async (steps) => {
      await it.begin()
      for (const step of steps) await take(it, step)
      const { rows } = await it.db.pool.query(FIND_BROKEN_PROMISES, [it.since])
      expect(rows).toEqual([])
    }),
    // One database for all: a shrunk sequence would run on what the failed one left behind.
    { numRuns: SEQUENCES, endOnFailure: true },
  )
  expect(await verifyAudit(it.ctx)).toMatchObject({ ok: true })
  const seen = await it.tally()
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(10)
}, 600_000)
