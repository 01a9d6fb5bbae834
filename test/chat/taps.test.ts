import { expect, test } from 'vitest'
import { disableMember } from '../../src/domain/members/disable.ts'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { aProposal } from '../support/given.ts'
import { type Received, visible } from '../support/phone.ts'
import { dataOf, expectRefused, openTaps, RELEASE, said, state, theCard } from '../support/taps.ts'

test('a second tap of the same person changes nothing, and says so', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  const card = await theCard(owner)
  await owner.tap('批准', card.id)
  await expectRefused(bot, owner, () => owner.tap('批准', card.id), /您在 .* 已經批准.*不需要再按一次/)
  await expectRefused(bot, owner, () => owner.tap('拒絕', card.id), /不需要再按一次/)
})

test('a late tap says who decided what and when', async () => {
  const { bot, louis, owner } = await openTaps()
  await aProposal(bot)
  const card = await theCard(owner)
  await louis.send('待批')
  const same = await theCard(louis)
  await owner.tap('批准', card.id)
  const late = /「修復提案：抓取失敗」已經由 林怡君 在 \d+\/\d+\s\d\d:\d\d 批准。您這次的點選沒有改變任何事。/
  await expectRefused(bot, louis, () => louis.tap('批准', same.id), late)
  await expectRefused(bot, louis, () => louis.tap('拒絕', same.id), late)
})

test.each(['worker', 'pool_owner'] as const)(
  'the tap of a %s is refused, with who decides and who one is',
  async (role) => {
    const { bot, owner } = await openTaps()
    const other = await bot.person(role, '王小明')
    await aProposal(bot)
    const card = await theCard(owner)
    for (const label of ['批准', '拒絕']) {
      await expectRefused(
        bot,
        other,
        () => other.postback(dataOf(card, label)),
        /這件事要由 PLS owner 決定，您的角色是 (Worker|Pool owner)。沒有做任何變更。/,
      )
    }
  },
)

test('a PLS owner does not decide a high risk, at none of its steps', async () => {
  const { bot, louis, owner } = await openTaps()
  await aProposal(bot, RELEASE)
  expect(await owner.read()).toEqual([])
  const card = await theCard(louis)
  const refused = /這件事要由 Louis 決定，您的角色是 PLS owner/
  await expectRefused(bot, owner, () => owner.postback(dataOf(card, '批准')), refused)
  await expectRefused(bot, owner, () => owner.postback(dataOf(card, '拒絕')), refused)
  await louis.tap('批准', card.id)
  const confirm = await theCard(louis)
  await expectRefused(bot, owner, () => owner.postback(dataOf(confirm, '確認批准')), refused)
})

test('forged and edited data change nothing', async () => {
  const { bot, louis, owner } = await openTaps()
  await aProposal(bot)
  const data = dataOf(await theCard(owner), '批准')
  const [payload = '', mac] = data.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[]
  const edited = Buffer.from(JSON.stringify([claims[0], claims[1], 2, null, null])).toString('base64url')
  const forged = [
    '',
    'approve',
    '{"action":"approve"}',
    payload,
    `${edited}.${mac}`,
    `${payload}.`,
    `${data}.x`,
    `${data} `,
  ]
  forged.push(`${payload}.${'A'.repeat(22)}`, data.toUpperCase(), '\u0000', '😀'.repeat(75))
  for (const it of forged.filter((it) => it !== '')) {
    await expectRefused(bot, louis, () => louis.postback(it), /不是我送出的，或是被改過了。沒有做任何變更/)
  }
})

test('a button of an older draft is out of date, and the new card decides', async () => {
  const { bot, louis } = await openTaps()
  await askPolicies(bot.ctx)
  const old = (await louis.read())[1] as Received
  await louis.tap('拒絕', old.id)
  await louis.tap('event schema 不對')
  await askPolicies(bot.ctx)
  const fresh = (await louis.read()).filter((it) => it.type === 'flex' && it.buttons.length === 2)
  for (const label of ['批准', '拒絕']) {
    await expectRefused(bot, louis, () => louis.tap(label, old.id), /已經不是最新的內容。沒有做任何變更/)
  }
  await louis.tap('批准', fresh[0]?.id)
  expect(
    await bot.db.prisma.workerPolicyDecision.findFirst({
      where: { policyKey: 'ask:retry_once_on_fetch_failed' },
    }),
  ).toMatchObject({ status: 'approved', version: 4 })
})

test('a tap in a group decides nothing, with or without a user id, and points to the chat with the bot', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  const data = dataOf(await theCard(owner), '批准')
  const group_id = `C${'1'.repeat(32)}`
  const group = { name: '前線', members: [owner.userId], group_id, silent: true }
  await bot.request('POST', '/_sim/groups', { at: bot.sim.url, body: group })
  const before = await state(bot)
  await owner.sim('postback', { data, group_id })
  await owner.sim('postback', { data, group_id, without_user_id: true })
  await bot.runTasks()
  const { body } = await bot.request('GET', `/_sim/users/${owner.userId}/messages?group_id=${group_id}`, {
    at: bot.sim.url,
  })
  const answers = (body.items as { from: string; text: string }[]).filter((it) => it.from === 'bot')
  expect(answers.map((it) => it.text)).toEqual(Array(2).fill(expect.stringContaining('一對一聊天')))
  expect(await state(bot)).toEqual(before)
})

test('a disabled member decides nothing any more, and is told so', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  const card = await theCard(owner)
  const { id } = await bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: owner.userId } })
  await disableMember(bot.ctx, id)
  await expectRefused(bot, owner, () => owner.tap('批准', card.id), /帳號已停用或還沒有綁定，所以不能決定/)
})

test('somebody whom the bot does not know decides nothing with a copied button', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot)
  const card = await theCard(owner)
  const stranger = await bot.stranger()
  await expectRefused(
    bot,
    stranger,
    () => stranger.postback(dataOf(card, '批准')),
    /還沒有綁定，所以不能決定/,
  )
})

test('a high risk takes two taps by Louis, and the first shows the whole effect', async () => {
  const { bot, louis } = await openTaps()
  await aProposal(bot, RELEASE)
  const card = await theCard(louis)
  expect(visible(card)).toContain('高風險')
  await louis.tap('批准', card.id)
  const confirm = await theCard(louis)
  expect(visible(confirm)).toContain('release')
  expect(visible(confirm)).toContain('高風險動作')
  expect((await state(bot)).policies).toMatchObject([{ status: 'draft', version: 1 }])
  await louis.tap('確認批准', confirm.id)
  expect((await said(louis))[0]).toContain('已批准')
  expect((await state(bot)).policies).toMatchObject([{ status: 'approved', version: 2, decidedBy: 'Louis' }])
  await expectRefused(bot, louis, () => louis.tap('確認批准', confirm.id), /不需要再按一次/)
})

test('the second tap of a high risk decides only within 2 minutes', async () => {
  const { bot, louis } = await openTaps()
  await aProposal(bot, RELEASE)
  const card = await theCard(louis)
  await louis.tap('批准', card.id)
  const confirm = await theCard(louis)
  bot.clock.advance({ minutes: 2, seconds: 1 })
  await expectRefused(
    bot,
    louis,
    () => louis.tap('確認批准', confirm.id),
    /確認的時間已經過了，沒有做任何變更/,
  )
  await louis.tap('批准', card.id)
  bot.clock.advance({ minutes: 1, seconds: 59 })
  await louis.tap('確認批准')
  expect((await state(bot)).policies).toMatchObject([{ status: 'approved' }])
})

test('a high risk that is not confirmed stays open', async () => {
  const { bot, louis } = await openTaps()
  await aProposal(bot, RELEASE)
  await louis.tap('批准')
  await expectRefused(bot, louis, () => louis.tap('先不要'), /好的，沒有做任何變更/)
})

test('the other holders of a card are told of the decision by exactly one push each', async () => {
  const { bot, louis, owner } = await openTaps()
  const other = await bot.person('pls_owner', '張志明')
  await aProposal(bot)
  await Promise.all([louis, owner, other].map((it) => it.read()))
  await owner.tap('批准')
  expect((await owner.read()).map((it) => it.via)).toEqual(['reply'])
  const told = await other.read()
  expect(told.map((it) => it.via)).toEqual(['push'])
  expect(visible(told[0])).toMatch(/已批准[\s\S]*林怡君/)
  expect(await louis.read()).toEqual([])
})
