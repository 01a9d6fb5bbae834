import { expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { startBot } from '../support/bot.ts'
import { callsOf, PUSH } from '../support/line-calls.ts'
import { visible } from '../support/phone.ts'

async function openAsk() {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  return { bot, louis, owner }
}

test('the three-question ask is five messages in one push, to Louis and the PLS owners and nobody else', async () => {
  const { bot, louis, owner } = await openAsk()
  const others = [await bot.person('pool_owner', '陳柏翰'), await bot.person('worker', '王小明')]
  expect(await askPolicies(bot.ctx)).toHaveLength(2)
  const texts = (await louis.read()).map(visible)
  const theirs = (await owner.read()).map(visible)
  // What they may change differs; what is asked does not.
  expect(texts.toSpliced(3, 1)).toEqual(theirs.toSpliced(3, 1))
  expect(texts).toEqual([
    expect.stringMatching(/三條規則[\s\S]*在您回答之前：worker 只能診斷、touch、重試一次，以及提出修復提案/),
    expect.stringMatching(/第 1 題，共 3 題[\s\S]*fetch failed/),
    expect.stringMatching(/第 2 題，共 3 題[\s\S]*出現兩次/),
    expect.stringMatching(
      /診斷問題[\s\S]*自行執行[\s\S]*延長租約[\s\S]*PLS owner 批准[\s\S]*對外承諾[\s\S]*Louis 批准/,
    ),
    expect.stringMatching(/第 3 題，共 3 題[\s\S]*跨專案權限[\s\S]*Louis 批准/),
  ])
  for (const it of others) expect(await it.read()).toEqual([])
  expect((await callsOf(bot, PUSH)).map((it) => it.messages?.length)).toEqual([5, 5])
})

test('each question is decided by itself, and asking again shows what was decided', async () => {
  const { bot, louis, owner } = await openAsk()
  await askPolicies(bot.ctx)
  const cards = (await louis.read()).slice(1)
  const sameCards = (await owner.read()).slice(1)
  await louis.tap('批准', cards[0]?.id)
  await owner.tap('拒絕', sameCards[1]?.id)
  await owner.tap('acceptance 太難收')
  const rows = await bot.db.prisma.workerPolicyDecision.findMany({ orderBy: { policyKey: 'asc' } })
  expect(rows.map((it) => [it.policyKey, it.status, it.decidedBy, it.approvalRequiredBy])).toEqual([
    ['ask:approval_matrix', 'draft', null, 'pls_owner'],
    ['ask:proposal_after_two_errors', 'rejected', '林怡君', 'pls_owner'],
    ['ask:retry_once_on_fetch_failed', 'approved', 'Louis', 'pls_owner'],
  ])
  await louis.read()
  await askPolicies(bot.ctx)
  const again = await louis.read()
  const offered = again.map((it) => it.buttons.map((button) => button.label).sort())
  expect(offered.toSpliced(3, 1)).toEqual([[], [], ['批准', '拒絕'].sort(), ['批准', '拒絕'].sort()])
  expect(offered[3]).not.toContain('批准')
  expect(visible(again[1])).toMatch(/已批准[\s\S]*Louis/)
})

test('every decision of a question is told to the others once, and is in the audit log', async () => {
  const { bot, louis, owner } = await openAsk()
  await askPolicies(bot.ctx)
  await owner.read()
  const cards = (await louis.read()).filter((it) => it.buttons.some(({ label }) => label === '批准'))
  expect(cards).toHaveLength(3)
  for (const card of cards) await louis.tap('批准', card.id)
  expect((await owner.read()).map((it) => it.via)).toEqual(['push', 'push', 'push'])
  const entries = await bot.db.prisma.auditEntry.findMany({ where: { verb: 'policy.approve' } })
  expect(entries.map((it) => it.actorName)).toEqual(['Louis', 'Louis', 'Louis'])
})

test('nobody to ask is said, and asks nobody', async () => {
  const bot = await startBot()
  await expect(askPolicies(bot.ctx)).rejects.toThrow(/countersign invite/)
  expect(await bot.db.prisma.workerPolicyDecision.count()).toBe(0)
})

test('an English member gets English cards', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis', 'en')
  await askPolicies(bot.ctx)
  const ask = await louis.read()
  expect(visible(ask[0])).toContain('three rules to set')
  for (const it of ask) expect(visible(it)).not.toMatch(/\p{Script=Han}/u)
  await louis.tap('Approve', ask[1]?.id)
  const [answer] = await louis.read()
  expect(visible(answer)).toContain('approved')
  expect(visible(answer)).not.toMatch(/\p{Script=Han}/u)
  await louis.tap('Reject', ask[2]?.id)
  await louis.tap('the event schema is wrong')
  expect((await louis.read()).map(visible).join()).toContain('the event schema is wrong')
})
