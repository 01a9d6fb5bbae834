import { expect, test } from 'vitest'
import { DAY, SWEEP_BATCH } from '../../src/domain/rules.ts'
import { climbLadder } from '../../src/domain/silence.ts'
import { scheduleCtx } from '../../src/schedules.ts'
import type { Bot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { awayFor, minutes, openLadder, owe, pushed } from '../support/ladder.ts'
import { callsOf, PUSH, planFault } from '../support/line-calls.ts'
import { visible } from '../support/phone.ts'
import { RELEASE } from '../support/taps.ts'

const policy = (bot: Bot) => bot.db.prisma.workerPolicyDecision.findFirstOrThrow()

/** Errors enough for a proposal, of which nothing is sent yet. */
async function unsentProposal(bot: Bot, over: Record<string, unknown> = {}) {
  const token = await bot.token('worker')
  for (let n = 0; n < 2; n += 1)
    await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent(over) })
}

/** Every message was taken by LINE once: no retry key twice, and none that LINE had already. */
async function expectEachOnce(bot: Bot) {
  const taken = (await callsOf(bot, PUSH)).filter((it) => it.status === 200)
  expect(new Set(taken.map((it) => it.retry_key)).size).toBe(taken.length)
  expect(await bot.db.prisma.delivery.count({ where: { status: { notIn: ['sent', 'settled'] } } })).toBe(0)
}

test('with a restart before each step, silence is reminded of once at half and once at four fifths, then Louis is asked once', async () => {
  const { bot, louis, owner } = await openLadder()
  await aProposal(bot)
  expect(await pushed(owner)).toEqual(['card'])
  await awayFor(bot, { hours: 11, minutes: 59 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual([])
  await awayFor(bot, { minutes: 1 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['half', 'card'])
  await awayFor(bot, { hours: 7, minutes: 12 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['late', 'card'])
  expect(await pushed(louis)).toEqual([])
  await awayFor(bot, { hours: 4, minutes: 48 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual(['deputy', 'card'])
  await awayFor(bot, { hours: 100 })
  await minutes(bot)
  expect([...(await pushed(owner)), ...(await pushed(louis))]).toEqual([])
  await louis.tap('批准')
  expect(await policy(bot)).toMatchObject({ status: 'approved', decidedBy: 'Louis' })
  expect(visible((await owner.read())[0])).toContain('已批准')
  await expectEachOnce(bot)
})

test.each([
  ['both reminders', { hours: 20 }, ['late', 'card'], []],
  ['the whole time', { hours: 25 }, [], ['deputy', 'card']],
])('away over %s, the bot sends only what is still of use', async (_, time, toOwner, toLouis) => {
  const { bot, louis, owner } = await openLadder()
  await aProposal(bot)
  await pushed(owner)
  await awayFor(bot, time)
  await minutes(bot)
  expect(await pushed(owner)).toEqual(toOwner)
  expect(await pushed(louis)).toEqual(toLouis)
  await expectEachOnce(bot)
})

test('without a PLS owner Louis is not told that he is asked in the place of somebody', async () => {
  const { bot, louis, owner } = await openLadder()
  await owner.sim('block', {})
  await bot.runTasks()
  await aProposal(bot)
  expect(await pushed(louis)).toEqual(['card'])
  await awayFor(bot, { hours: 25 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual(['over', 'card'])
})

test('a high risk is reminded of in its four hours, each step once over restarts', async () => {
  const { bot, louis } = await openLadder()
  await aProposal(bot, RELEASE)
  expect(await pushed(louis)).toEqual(['card'])
  await awayFor(bot, { hours: 2 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual(['half', 'card'])
  await awayFor(bot, { hours: 1, minutes: 12 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual(['late', 'card'])
  await awayFor(bot, { minutes: 48 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual([])
  expect(await policy(bot)).toMatchObject({ status: 'draft', noAnswerAt: expect.any(Date), reminders: 2 })
  await expectEachOnce(bot)
})

test.each([
  ['the ladder before the expiry', ['climb-ladder', 'expire-unanswered']],
  ['the expiry before the ladder', ['expire-unanswered', 'climb-ladder']],
])('away over the end of a high risk, nobody is reminded of what is over: %s', async (_, order) => {
  const { bot, louis } = await openLadder()
  await aProposal(bot, RELEASE)
  await pushed(louis)
  await awayFor(bot, { hours: 4, minutes: 1 })
  for (const name of order) await owe(bot, [name])
  await minutes(bot)
  expect(await pushed(louis)).toEqual([])
  expect((await policy(bot)).noAnswerAt).not.toBeNull()
  await louis.tap('批准')
  expect((await louis.read()).map((it) => it.text)).toEqual([expect.stringContaining('期限已經過了')])
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'policy.no-answer' } })).toBe(1)
})

test('many drafts that are not due yet do not keep a later high risk from its reminder', async () => {
  const { bot, louis } = await openLadder()
  const answerBy = new Date(bot.clock.now().getTime() + DAY)
  const asked = { requestedBy: 'x', answerBy, createdAt: new Date(0) }
  const draft = {
    allowedAction: 'x',
    riskLevel: 'low',
    approvalRequiredBy: 'pls_owner',
    status: 'draft',
  } as const
  await bot.db.prisma.workerPolicyDecision.createMany({
    data: Array.from({ length: SWEEP_BATCH }, (_, n) => ({
      ...draft,
      ...asked,
      id: bot.services.ids.uuid(),
      policyKey: `k${n}`,
    })),
  })
  await aProposal(bot, RELEASE)
  await pushed(louis)
  await awayFor(bot, { hours: 2 })
  expect(await climbLadder(scheduleCtx(bot.services, 'test'))).toBe(1)
  expect(await pushed(louis)).toEqual(['half', 'card'])
})

test('killed between "owed" and "sent", each message goes out once when the bot is back at once', async () => {
  const { bot, louis, owner } = await openLadder()
  await unsentProposal(bot)
  await awayFor(bot, {})
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['card'])
  for (const [time, toOwner, toLouis] of [
    [{ hours: 12 }, ['half', 'card'], []],
    [{ hours: 8 }, ['late', 'card'], []],
    [{ hours: 4 }, [], ['deputy', 'card']],
  ] as const) {
    bot.clock.advance(time)
    await owe(bot)
    await awayFor(bot, {})
    await minutes(bot)
    expect(await pushed(owner)).toEqual(toOwner)
    expect(await pushed(louis)).toEqual(toLouis)
  }
  await expectEachOnce(bot)
})

test('killed between "owed" and "sent" and away until later, the newest message is the only one', async () => {
  const { bot, louis, owner } = await openLadder()
  await unsentProposal(bot)
  await awayFor(bot, { hours: 13 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['half', 'card'])
  bot.clock.advance({ hours: 7 })
  await owe(bot)
  await awayFor(bot, { hours: 5 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual([])
  expect(await pushed(louis)).toEqual(['deputy', 'card'])
  await expectEachOnce(bot)
})

test('a card that never went out still reaches its holder when Louis is asked in their place', async () => {
  const { bot, louis, owner } = await openLadder()
  await unsentProposal(bot)
  await awayFor(bot, { hours: 25 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['card'])
  expect(await pushed(louis)).toEqual(['deputy', 'card'])
})

test('a high risk whose card never went out in its time is not asked for any more', async () => {
  const { bot, louis } = await openLadder()
  await unsentProposal(bot, RELEASE)
  await awayFor(bot, { hours: 5 })
  await minutes(bot)
  expect(await pushed(louis)).toEqual([])
  expect(await policy(bot)).toMatchObject({ status: 'draft', noAnswerAt: expect.any(Date) })
})

test.each(['reset-after', '500-after'])(
  'a reminder that LINE took and did not confirm (%s) comes once, whoever tries it again',
  async (fault) => {
    const { bot, owner } = await openLadder()
    await aProposal(bot)
    await pushed(owner)
    bot.clock.advance({ hours: 12 })
    await owe(bot)
    await planFault(bot, PUSH, fault)
    const before = (await callsOf(bot, PUSH)).length
    await bot.runTasks()
    await awayFor(bot, { minutes: 10 })
    await minutes(bot)
    expect(await pushed(owner)).toEqual(['half', 'card'])
    const calls = (await callsOf(bot, PUSH)).slice(before)
    expect(new Set(calls.map((it) => it.retry_key)).size).toBe(1)
    expect(await bot.db.prisma.delivery.count({ where: { status: { not: 'sent' } } })).toBe(0)
  },
)
