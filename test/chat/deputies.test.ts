import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'

async function nameDeputy(
  from: Awaited<ReturnType<typeof peopleOf>>['owner'],
  name: string,
  risk: string,
  date: string,
) {
  await from.send('代理')
  await from.read()
  await from.tap(name)
  await from.read()
  await from.tap(risk)
  await from.read()
  const answer = await from.sim('tap', { label: '選擇日期', params: { date } })
  expect(answer.status).toBe(200)
}

async function peopleOf() {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const deputy = await bot.person('pool_owner', '陳柏翰')
  const inDays = (days: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' }).format(
      bot.clock.now().getTime() + days * 86_400_000,
    )
  return { bot, louis, owner, deputy, inDays }
}

test('a deputy decides for a PLS owner, and every card and entry says for whom', async () => {
  const { bot, owner, deputy, inDays } = await peopleOf()
  await nameDeputy(owner, '陳柏翰', '中風險', inDays(3))
  expect((await owner.read())[0]?.text).toContain('陳柏翰 代理到')
  expect((await deputy.read())[0]?.text).toContain('林怡君 請您代為決定')
  await aProposal(bot)
  await owner.read()
  await deputy.send('待批')
  await deputy.read()
  await deputy.tap('批准')
  expect(visible((await deputy.read())[0])).toContain('陳柏翰 for 林怡君')
  expect(await bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
    status: 'approved',
    decidedBy: '陳柏翰 for 林怡君',
    decidedByRole: 'pls_owner',
  })
})

test('a deputy for medium risk cannot decide a high one, and nobody after the last day', async () => {
  const { bot, louis, deputy, owner, inDays } = await peopleOf()
  await nameDeputy(louis, '陳柏翰', '中風險', inDays(2))
  await nameDeputy(owner, '陳柏翰', '中風險', inDays(2))
  await deputy.read()
  await aProposal(bot, { repair_action: 'release' })
  await deputy.send('待批')
  expect((await deputy.read())[0]?.text).toContain('沒有等您決定')
  await aProposal(bot, { repair_action: 'retry_once', phase: 'upload' })
  expect((await deputy.read()).map(visible).join()).toContain('這件事等您決定')
  bot.clock.advance({ hours: 24 * 4 })
  await deputy.send('待批')
  expect((await deputy.read())[0]?.text).toContain('沒有等您決定')
})

test('Louis can name somebody for high risk, whose two taps decide for him', async () => {
  const { bot, louis, deputy, inDays } = await peopleOf()
  await nameDeputy(louis, '陳柏翰', '高風險', inDays(2))
  await deputy.read()
  await aProposal(bot, { repair_action: 'release' })
  await deputy.send('待批')
  await deputy.read()
  await deputy.tap('批准')
  await deputy.read()
  await deputy.tap('確認批准')
  expect(visible((await deputy.read())[0])).toContain('已批准')
  expect(await bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
    decidedBy: '陳柏翰 for Louis',
    decidedByRole: 'louis',
  })
})

test('a delegation is taken back with a tap', async () => {
  const { bot, owner, deputy, inDays } = await peopleOf()
  await nameDeputy(owner, '陳柏翰', '低風險', inDays(2))
  await owner.read()
  await owner.send('代理')
  await owner.read()
  await owner.tap('收回代理')
  expect((await owner.read())[0]?.text).toContain('已經收回')
  await deputy.read()
  await aProposal(bot)
  await deputy.send('待批')
  expect((await deputy.read())[0]?.text).toContain('沒有等您決定')
})
