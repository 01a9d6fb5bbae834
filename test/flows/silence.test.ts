import { expect, test } from 'vitest'
import type { Ctx } from '../../src/domain/context.ts'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { climbLadder } from '../../src/domain/silence.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'

const asSystem = (bot: Bot): Ctx => ({ ...bot.ctx, actor: { kind: 'system', name: 'test' } })

async function sweep(bot: Bot): Promise<void> {
  // Twice, as two replicas would: the second must find nothing to do.
  await climbLadder(asSystem(bot))
  await expireUnanswered(asSystem(bot))
  expect(await climbLadder(asSystem(bot))).toBe(0)
  expect(await expireUnanswered(asSystem(bot))).toBe(0)
  await bot.runTasks()
}

test('silence is reminded of twice, then Louis is asked in place of the PLS owner', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  await owner.read()
  await sweep(bot)
  expect(await owner.read()).toEqual([])
  bot.clock.advance({ hours: 12, minutes: 1 })
  await sweep(bot)
  expect((await owner.read())[0]?.text).toContain('過了一半')
  bot.clock.advance({ hours: 8 })
  await sweep(bot)
  expect((await owner.read())[0]?.text).toContain('快到了')
  expect(await louis.read()).toEqual([])
  bot.clock.advance({ hours: 4 })
  await sweep(bot)
  expect((await louis.read())[0]?.text).toContain('改請您決定')
  expect(await owner.read()).toEqual([])
  await louis.tap('批准')
  expect(visible((await louis.read())[0])).toContain('已批准')
  expect(visible((await owner.read())[0])).toContain('已批准')
})

test('a high risk that nobody answers is reminded of and expires as no answer, never as rejected', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  await aProposal(bot, { repair_action: 'release' })
  const [card] = await louis.read()
  bot.clock.advance({ hours: 2, minutes: 1 })
  await sweep(bot)
  expect((await louis.read())[0]?.text).toContain('過了一半')
  bot.clock.advance({ hours: 2 })
  await sweep(bot)
  expect(await bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
    status: 'draft',
    noAnswerAt: expect.any(Date),
  })
  await louis.tap('批准', card?.id)
  expect((await louis.read()).at(-1)?.text).toMatch(/期限已經過了|不是最新/)
  expect((await bot.db.prisma.workerPolicyDecision.findFirst())?.status).toBe('draft')
})

test('somebody who blocked the bot is not asked; Louis is', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  await owner.sim('block', {})
  await bot.runTasks()
  await aProposal(bot)
  expect((await louis.read()).length).toBe(1)
})
