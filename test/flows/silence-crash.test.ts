import { expect, test } from 'vitest'
import { HOUR } from '../../src/domain/rules.ts'
import { startBot } from '../support/bot.ts'
import { testClock } from '../support/clock.ts'
import { aProposal } from '../support/given.ts'
import { pushed } from '../support/ladder.ts'
import { callsOf, PUSH, planFault } from '../support/line-calls.ts'
import { startInPlaceOf } from '../support/program.ts'
import { until } from '../support/until.ts'

/** A card that has waited for thirteen hours, and the real program on its database. */
async function openWaiting() {
  const bot = await startBot({ clock: testClock(new Date(Date.now() - 13 * HOUR)) })
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  expect(await pushed(owner)).toEqual(['card'])
  await bot.stop()
  bot.clock.advance({ hours: 13 })
  const start = () => startInPlaceOf(bot)
  return { bot, owner, start }
}

test.each(['hang-before', 'hang-after'])(
  'killed while a reminder is on its way (%s) and started again as two replicas, the bot reminds once',
  async (fault) => {
    const { bot, owner, start } = await openWaiting()
    const pushes = async () => callsOf(bot, PUSH)
    const before = (await pushes()).length
    await planFault(bot, PUSH, fault)
    const first = await start()
    await until('the reminder on its way', async () => (await pushes()).length > before)
    await first.kill()

    await Promise.all([start(), start()])
    await bot.start()
    const reminders = { subject: { startsWith: 'reminder:' } }
    await until(
      'the bookkeeping',
      async () => (await bot.db.prisma.delivery.count({ where: { ...reminders, status: 'sent' } })) === 1,
    )
    expect(await bot.db.prisma.delivery.count({ where: reminders })).toBe(1)
    expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'policy.remind' } })).toBe(1)
    expect(await pushed(owner)).toEqual(['half', 'card'])
    const keys = (await pushes()).slice(before).map((it) => it.retry_key)
    expect(new Set(keys).size).toBe(1)
  },
)
