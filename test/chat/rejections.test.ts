import { expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { aProposal } from '../support/given.ts'
import { expectRefused, openTaps, said, state } from '../support/taps.ts'

test.each([['證據不夠'], ['沒有處理到真正的原因'], ['風險太高'], ['請換別的做法']])(
  'a proposal is rejected with the ready reason %s',
  async (reason) => {
    const { bot, owner } = await openTaps()
    await aProposal(bot)
    await owner.tap('拒絕')
    await owner.read()
    await owner.tap(reason)
    const [answer] = await said(owner)
    expect(answer).toContain('已拒絕')
    expect(answer).toContain(reason)
    expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason, decidedBy: '林怡君' }])
  },
)

test.each([
  ['self-heal 權限太高'],
  ['event schema 不對'],
  ['acceptance 太難收'],
  ['LINE/policy owner 不清楚'],
])('a question of the ask is rejected with the ready reason %s', async (reason) => {
  const { bot, louis } = await openTaps()
  await askPolicies(bot.ctx)
  await louis.read()
  await louis.tap('拒絕')
  await louis.tap(reason)
  const rows = (await state(bot)).policies.filter((it) => it.status === 'rejected')
  expect(rows).toMatchObject([{ reason, decidedBy: 'Louis' }])
})

test.each([
  ['words that begin like a command', '說明不清楚，請補充', '說明不清楚，請補充'],
  ['words around a NUL', 'a\u0000b', 'ab'],
  [
    'a long text with a character where it is cut',
    `${'字'.repeat(1_999)}😀 end`,
    `${'字'.repeat(1_999)}\ufffd`,
  ],
  ['HTML and braces', '<b>{{who}}</b> $t(say.help)', '<b>{{who}}</b> $t(say.help)'],
])('a reason in own words is kept: %s', async (_, typed, kept) => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.tap('拒絕')
  await owner.read()
  await owner.send(typed)
  expect((await said(owner))[0]).toContain('已拒絕')
  expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason: kept }])
})

test('an empty reason is none, and a command is obeyed while the bot waits for one', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.tap('拒絕')
  await expectRefused(bot, owner, () => owner.send(' \n '), /還沒有寫原因，所以還沒有拒絕/)
  await expectRefused(bot, owner, () => owner.send('我是誰'), /林怡君/)
  await owner.send('換個做法')
  expect((await state(bot)).policies).toMatchObject([{ status: 'rejected', reason: '換個做法' }])
})

test('a reason that comes after 15 minutes rejects nothing', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.tap('拒絕')
  bot.clock.advance({ minutes: 15, seconds: 1 })
  await expectRefused(bot, owner, () => owner.send('太冒險'), /剛才的拒絕已經取消/)
  await expectRefused(bot, owner, () => owner.send('太冒險'), /看不懂/)
})

test('a ready reason that is tapped after 15 minutes rejects nothing', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  await owner.tap('拒絕')
  bot.clock.advance({ minutes: 15, seconds: 1 })
  await expectRefused(bot, owner, () => owner.tap('證據不夠'), /剛才的拒絕已經取消/)
})

test('a reason for what somebody else has decided meanwhile rejects nothing, says who decided, and is asked for no more', async () => {
  const { bot, louis, owner } = await openTaps()
  await aProposal(bot)
  await louis.send('待批')
  await louis.tap('拒絕')
  await owner.tap('批准')
  await expectRefused(bot, louis, () => louis.send('太冒險'), /已經由 林怡君 在 .* 批准/)
  await expectRefused(bot, louis, () => louis.send('太冒險'), /看不懂/)
})
