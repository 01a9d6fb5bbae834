import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QUOTA_RESERVE, QUOTA_SHORT } from '../../src/domain/rules.ts'
import { runDueSlots } from '../../src/domain/schedules/run-due.ts'
import { sendDelivery } from '../../src/line/outbox/send-delivery.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { testClock } from '../support/clock.ts'
import { aProposal } from '../support/given.ts'
import { callsOf, PUSH, planFault } from '../support/line-calls.ts'
import type { Phone } from '../support/phone.ts'
import { PLAN } from '../support/replicas.ts'

const SEQUENCES = 30
const STEPS = 14
const MORNING = new Date('2027-05-10T01:30:00Z')
const REPAIRS = { low: 'retry once', medium: 'requeue_job', high: 'release' }

type Step =
  | { kind: 'propose'; risk: keyof typeof REPAIRS; phase: string }
  | { kind: 'left'; messages: number | null }
  | { kind: 'pass'; minutes: number }
  | { kind: 'fault'; of: string }
  | { kind: 'decide'; which: number }
  | { kind: 'digest' | 'race' | 'restart' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('propose' as const),
      risk: fc.constantFrom(
        'low' as const,
        'low' as const,
        'low' as const,
        'medium' as const,
        'high' as const,
      ),
      phase: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('left' as const),
      messages: fc.constantFrom(0, 1, QUOTA_RESERVE, QUOTA_SHORT, null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 4, 10, 70) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      of: fc.constantFrom('500-before', '500-after', 'reset-after', '429-rate'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('decide' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('digest' as const, 'race' as const, 'restart' as const),
    }),
  },
)

/** The month's limit, so that so many messages are left. */
async function leave(bot: Bot, messages: number | null): Promise<void> {
  const { body } = await bot.request('GET', '/_sim/settings', { at: bot.sim.url })
  const quota = messages === null ? null : Number(body.used) + messages
  await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { quota } })
  bot.clock.advance({ minutes: 1 })
}

async function decide(bot: Bot, which: number): Promise<void> {
  const open = await bot.db.prisma.workerPolicyDecision.findMany({
    where: { status: 'draft', riskLevel: { not: 'high' } },
    orderBy: { id: 'asc' },
  })
  const draft = open[which % Math.max(open.length, 1)]
  if (!draft) return
  const path = `/api/pls/worker-policy/${encodeURIComponent(draft.policyKey)}`
  const body = { status: 'approved', reason: 'seen elsewhere' }
  expect((await bot.request('PATCH', path, { token: await bot.token('pls_owner'), body })).status).toBe(200)
}

/** Everything that is not out yet is sent twice at the same moment, as by two replicas. */
async function race(bot: Bot): Promise<void> {
  const rows = await bot.db.prisma.delivery.findMany({ where: { status: { in: ['pending', 'held'] } } })
  const due = rows.filter((it) => it.dueAt === null || it.dueAt <= bot.clock.now())
  const tries = [...due, ...due].map((it) => sendDelivery(bot.services, it.id).catch(() => {}))
  await Promise.all(tries)
}

async function play(bot: Bot, it: Step): Promise<void> {
  if (it.kind === 'propose')
    await aProposal(bot, { phase: `${it.phase} ${it.risk}`, repair_action: REPAIRS[it.risk] })
  else if (it.kind === 'left') await leave(bot, it.messages)
  else if (it.kind === 'pass') bot.clock.advance({ minutes: it.minutes })
  else if (it.kind === 'fault') await planFault(bot, PUSH, it.of)
  else if (it.kind === 'decide') await decide(bot, it.which)
  else if (it.kind === 'race') await race(bot)
  else if (it.kind === 'restart') {
    await bot.stop()
    await bot.start()
  } else {
    bot.clock.advance({ hours: 24 })
    await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  }
  await bot.runTasks()
}

/** Each push was accepted once, and nobody was asked twice about one draft by it. */
async function expectNothingTwice(bot: Bot, phones: Phone[]): Promise<void> {
  const accepted = (await callsOf(bot, PUSH)).filter((it) => it.status === 200).map((it) => it.retry_key)
  expect(accepted).toEqual([...new Set(accepted)])
  for (const phone of phones) {
    const cards = (await phone.all()).filter((it) => it.via === 'push' && it.type === 'flex')
    const asked = cards.flatMap((it) =>
      it.buttons.filter(({ label }) => label === '批准').map(({ data }) => data),
    )
    expect(asked).toEqual([...new Set(asked)])
  }
}

/** Each card went out, or its draft was decided, or a digest that went out named it. */
async function expectNothingLost(bot: Bot): Promise<void> {
  const rows = await bot.db.prisma.delivery.findMany({ include: { carrier: true } })
  const states = rows.map((it) => it.status)
  expect(states.filter((it) => it !== 'sent' && it !== 'settled')).toEqual([])
  const drafts = await bot.db.prisma.workerPolicyDecision.findMany({
    where: { status: 'draft', noAnswerAt: null },
  })
  for (const it of rows.filter((one) => one.status === 'settled' && one.template === 'proposal')) {
    const isOpen = drafts.some(
      ({ id, version, riskLevel }) => riskLevel !== 'high' && it.subject === `policy:${id}:v${version}`,
    )
    if (isOpen) expect(it.carrier).toMatchObject({ template: 'digest', status: 'sent' })
  }
}

test('whatever happens to quota, time, LINE and the bot, each message goes out once, and none is lost', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: STEPS }), async (steps) => {
      const bot = await startBot({ clock: testClock(MORNING) })
      const phones = [await bot.person('louis', 'Louis'), await bot.person('pls_owner', '林怡君')]
      await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
      for (const it of steps) await play(bot, it)
      await bot.request('DELETE', '/_sim/faults', { at: bot.sim.url })
      await leave(bot, null)
      for (const hours of [1, 1, 1]) {
        bot.clock.advance({ hours })
        await bot.runTasks()
      }
      await expectNothingTwice(bot, phones)
      await expectNothingLost(bot)
    }),
    { numRuns: SEQUENCES, seed: 20261122 },
  )
})
