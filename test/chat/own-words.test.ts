import { expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import type { Phone } from '../support/phone.ts'
import { dataOf, expectRefused, openTaps, said, state, theCard } from '../support/taps.ts'

/** What stands in the input of the phone, or PC, after a tap. */
async function inputAfter(phone: Phone, label: string, device: 'phone' | 'pc' = 'phone') {
  const { body } = await phone.sim('tap', { label, device })
  expect(body.status, JSON.stringify(body)).toBe(200)
  return body.input
}

test('自己寫原因 opens the keyboard with 拒絕原因： in it, and what is written behind it is the reason', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.read()
  await owner.tap('拒絕')
  const card = await theCard(owner)
  expect(card.buttons.map((it) => it.label)).toEqual([
    '證據不夠',
    '沒有處理到真正的原因',
    '風險太高',
    '請換別的做法',
    '自己寫原因',
  ])
  const before = await state(bot)
  const input = await inputAfter(owner, '自己寫原因')
  expect(input).toBe('拒絕原因：')
  expect((await owner.read()).map((it) => [it.via, it.text])).toEqual([
    ['reply', expect.stringContaining('電腦版請直接把原因打在聊天室裡')],
  ])
  expect(await state(bot)).toEqual(before)
  await owner.send(`${input}先確認來源網站`)
  expect((await said(owner))[0]).toContain('已拒絕')
  expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason: '先確認來源網站' }])
})

test('in English a question of the ask is rejected in own words: Reason: is stripped', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Lou', 'en')
  await askPolicies(bot.ctx)
  await louis.read()
  await louis.tap('Reject')
  const card = await theCard(louis)
  expect(card.buttons.map((it) => it.label)).toEqual([
    'self-heal may do too much',
    'the event schema is wrong',
    'acceptance is too hard to collect',
    'LINE/policy owner is unclear',
    'In my own words',
  ])
  const input = await inputAfter(louis, 'In my own words')
  expect(input).toBe('Reason: ')
  expect((await said(louis)).join()).not.toMatch(/\p{Script=Han}/u)
  await louis.send(`${input}not before the holidays`)
  expect((await said(louis))[0]).toContain('not before the holidays')
  const rows = (await state(bot)).policies.filter((it) => it.status === 'rejected')
  expect(rows).toMatchObject([{ reason: 'not before the holidays' }])
})

test('on a PC nothing opens: the card says to type, and the words alone are the reason', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.read()
  await owner.tap('拒絕')
  expect((await said(owner))[0]).toContain('電腦版請直接打字')
  expect(await inputAfter(owner, '自己寫原因', 'pc')).toBeNull()
  await owner.read()
  await owner.send('太冒險')
  expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason: '太冒險' }])
})

test.each([['拒絕原因：'], ['拒絕原因: '], ['  Reason:'], ['拒絕原因：\u200b\u3000\n'], ['REASON： \u2060']])(
  'nothing behind the prefix is no reason, and is asked for again: %j',
  async (empty) => {
    const { bot, owner } = await openTaps()
    await aProposal(bot)
    await owner.tap('拒絕')
    await expectRefused(bot, owner, () => owner.send(empty), /還沒有寫原因，所以還沒有拒絕/)
    await owner.send('拒絕原因：取消')
    expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason: '取消' }])
  },
)

test('a reason that nothing waits for says so, and rejects nothing', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await expectRefused(bot, owner, () => owner.send('拒絕原因：太冒險'), /目前沒有等您寫原因的事項/)
})

test('own words are asked for only from those who may decide, and not any more after the decision', async () => {
  const { bot, louis, owner } = await openTaps()
  const worker = await bot.person('worker', '王小明')
  await aProposal(bot)
  const proposal = await theCard(owner)
  await owner.tap('拒絕', proposal.id)
  const data = dataOf(await theCard(owner), '自己寫原因')
  await expectRefused(bot, worker, () => worker.postback(data), /這件事要由 PLS owner 決定/)
  await louis.send('待批')
  await louis.read()
  await louis.tap('批准')
  await expectRefused(bot, owner, () => owner.postback(data), /已經由 Louis 在 .* 批准/)
})

test('a guided report opens the keyboard when a kind is chosen and its words are still to come', async () => {
  const { owner } = await openTaps()
  await owner.send('回報')
  await owner.read()
  expect(await inputAfter(owner, 'Schema 錯誤')).toBe('')
  expect((await said(owner))[0]).toContain('請用一兩句話描述狀況')
  await owner.send('價格帶有幣別')
  await owner.read()
  await owner.tap('改種類')
  await owner.read()
  expect(await inputAfter(owner, '抓取失敗')).toBeNull()
})
