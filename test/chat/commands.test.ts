import { expect, test } from 'vitest'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { type Phone, visible } from '../support/phone.ts'

const said = async (phone: Phone) => (await phone.read()).map(visible)

test.each(['說明', '說明。', ' 說明 ', 'help', 'HELP', 'ｈｅｌｐ'])(
  '"%s" says what one can do',
  async (typed) => {
    const bot = await startBot()
    const owner = await bot.person('pls_owner', '林怡君')
    await owner.send(typed)
    expect(await said(owner)).toEqual([expect.stringContaining('待批：看等您決定的事項')])
  },
)

test('who decides nothing is not told of 待批 in the help', async () => {
  const bot = await startBot()
  const worker = await bot.person('worker', '王小明')
  await worker.send('說明')
  expect((await said(worker))[0]).not.toContain('待批')
})

test.each([
  ['zh-TW', '我是誰', '您是 林怡君，角色是 PLS owner。'],
  ['en', 'WhoAmI', 'You are 林怡君, PLS owner.'],
] as const)('%s: "%s" says who one is', async (locale, typed, answer) => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君', locale)
  await owner.send(typed)
  expect(await said(owner)).toEqual([answer])
})

test('words that are no command get a pointer to what there is', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  for (const text of ['今天天氣如何', 'pendingx', 'helpful', '?', '😀', 'x'.repeat(5_000)]) {
    await owner.send(text)
    expect(await said(owner), text.slice(0, 20)).toEqual([expect.stringContaining('說明')])
  }
})

test('待批 shows each what waits for that person, as cards that can be decided at once', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const worker = await bot.person('worker', '王小明')
  for (const it of [louis, owner, worker]) {
    await it.send('待批')
    expect(await said(it)).toEqual(['目前沒有等您決定的事項。'])
  }
  await aProposal(bot)
  await aProposal(bot, { event_type: 'lease_risk', repair_action: 'release' })
  await Promise.all([louis, owner, worker].map((it) => it.read()))
  await owner.send('ｐｅｎｄｉｎｇ')
  const mine = await owner.read()
  expect(mine.map((it) => it.type)).toEqual(['text', 'flex'])
  expect(mine.map((it) => it.via)).toEqual(['reply', 'reply'])
  expect(visible(mine[0])).toContain('1 件')
  await louis.send('待批')
  expect((await louis.read()).map((it) => it.type)).toEqual(['text', 'flex', 'flex'])
  await worker.send('待批')
  expect(await said(worker)).toEqual(['目前沒有等您決定的事項。'])
  await owner.tap('批准')
  expect((await said(owner))[0]).toContain('已批准')
})

test('待批 shows the three questions while they are open', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  await askPolicies(bot.ctx)
  await louis.read()
  await louis.send('待批')
  expect((await louis.read()).map((it) => it.type)).toEqual(['text', 'flex', 'flex', 'flex', 'flex'])
})

test('more than one answer can hold is said with its number, and comes when the first are decided', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const phases = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const phase of phases) await aProposal(bot, { phase, repair_action: 'requeue_job' })
  await owner.read()
  await owner.send('待批')
  const found = await owner.read()
  expect(found).toHaveLength(5)
  expect(visible(found[0])).toContain('6 件')
  expect(visible(found[0])).toContain('再輸入「待批」看其餘的')
  for (const it of found.slice(1)) {
    await owner.tap('批准', it.id)
    await owner.read()
  }
  await owner.send('待批')
  const [line, ...rest] = await owner.read()
  expect(visible(line)).toBe('等您決定的有 2 件：')
  expect(rest).toHaveLength(2)
})

test('similar proposals of low risk stand side by side in one message, so that more fits into one free answer', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  for (const phase of ['a', 'b', 'c', 'd', 'e', 'f']) await aProposal(bot, { phase })
  for (const phase of ['x', 'y', 'z']) await aProposal(bot, { phase, repair_action: 'requeue_job' })
  await owner.read()
  await owner.send('待批')
  const found = await owner.read()
  expect(found.map((it) => it.buttons.filter(({ label }) => label === '批准').length)).toEqual([
    0, 6, 1, 1, 1,
  ])
  expect(found.map((it) => it.via)).toEqual(Array(5).fill('reply'))
  expect(visible(found[0])).toBe('等您決定的有 9 件：')
  expect(found[1]?.alt_text).toBe('【低風險】6 件類似的修復提案：抓取失敗，請您逐一批准或拒絕')
})

test('in a group the bot answers its commands and leaves people alone otherwise', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const group_id = `C${'1'.repeat(32)}`
  const group = { name: '前線', members: [owner.userId], group_id, silent: true }
  await bot.request('POST', '/_sim/groups', { at: bot.sim.url, body: group })
  await aProposal(bot)
  for (const text of ['大家早', '說明書放在哪裡？', '待批']) await owner.sim('text', { text, group_id })
  await bot.runTasks()
  const { body } = await bot.request('GET', `/_sim/users/${owner.userId}/messages?group_id=${group_id}`, {
    at: bot.sim.url,
  })
  const answers = (body.items as { from: string; text: string }[]).filter((it) => it.from === 'bot')
  expect(answers.map((it) => it.text)).toEqual([expect.stringContaining('一對一')])
})

test('stickers and pictures are met with silence', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const source = { type: 'user', userId: owner.userId }
  const event = {
    type: 'message',
    mode: 'active',
    webhookEventId: '01STICKER',
    source,
    message: { id: '1', type: 'sticker' },
  }
  await bot.request('POST', '/_sim/webhook', { at: bot.sim.url, body: { events: [event] } })
  await bot.runTasks()
  expect(await owner.read()).toEqual([])
})
