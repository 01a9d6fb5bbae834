import { expect, test } from 'vitest'
import { disableMember } from '../../src/domain/members/disable.ts'
import { textPieces } from '../../src/line/cards/text-pieces.ts'
import { visible as writtenOut } from '../../src/visible-text.ts'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { callsOf, PUSH } from '../support/line-calls.ts'
import { visible } from '../support/phone.ts'
import { dataOf, expectRefused, openTaps, RELEASE, said, state, theCard } from '../support/taps.ts'

const LONG = `${'一行輸出 😀\n'.repeat(33_000)}the end`

test('詳情 answers with the whole raw output, where and when, by reply and before and after the decision', async () => {
  const { bot, owner } = await openTaps()
  const raw = `first line\n${'x'.repeat(6_000)}\nlast line`
  await aProposal(bot, { raw_command_output: raw })
  const card = await theCard(owner)
  expect(card.buttons.map((it) => it.label)).toEqual(['看完整內容並決定', '詳情', '拒絕', '批准'])
  const before = await state(bot)
  await owner.tap('詳情', card.id)
  const answers = await owner.read()
  expect(answers.map((it) => it.via)).toEqual(['reply', 'reply', 'reply'])
  expect(visible(answers[0])).toMatch(
    /「修復提案：抓取失敗」的原始輸出\n\n狀況：抓取失敗\n階段：download\nWorker：codex-01\n工作編號：[0-9a-f-]{36}\n次數：2 次\n第一次：[\d/:\s]+\n最近一次：[\d/:\s]+\n\n下面是全文。/,
  )
  expect(answers.slice(1).map(visible).join('')).toBe(raw)
  expect(await state(bot)).toEqual(before)
  await owner.tap('批准', card.id)
  await owner.read()
  await owner.tap('詳情', card.id)
  expect((await said(owner)).slice(1).join('')).toBe(raw)
})

test('an English card of an action has Details, with target, parameters and reason', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Lou', 'en')
  const asked = await bot.request('POST', '/api/pls/self-heal-actions', {
    token: await bot.token('worker'),
    body: {
      job_id: '0198e5b2-6c1f-7d40-9a3e-5f21c07b8d94',
      worker_id: 'codex-07',
      action: 'release',
      target: 'job 42',
      parameters: { force: true },
      reason: 'the lease is stuck',
      raw_command_output: { stderr: 'lease is held', token: 'hunter2-secret-value' },
    },
  })
  expect(asked.status).toBe(202)
  const card = await theCard(louis)
  expect(card.buttons.map((it) => it.label)).toEqual(['Details', 'Reject', 'Approve'])
  await louis.tap('Details', card.id)
  const [about, raw, ...rest] = await said(louis)
  expect(about).toMatch(
    /Raw output of "release the job"\n\nAsked at: [\s\S]*Worker: codex-07\nJob: 0198e5b2-[\s\S]*Target: job 42\nParameters: [\s\S]*"force": true[\s\S]*Reason: the lease is stuck\n\nHere is all of it\./,
  )
  expect(about).not.toMatch(/\p{Script=Han}/u)
  expect(JSON.parse(raw ?? '')).toMatchObject({ stderr: 'lease is held' })
  expect(raw).not.toContain('hunter2')
  expect(rest).toEqual([])
})

test('output of 300 kB comes as far as one answer holds, and the rest is behind the link of the evidence page', async () => {
  const { bot, owner } = await openTaps()
  await aProposal(bot, { raw_command_output: LONG })
  const card = await theCard(owner)
  const pushed = (await callsOf(bot, PUSH)).length
  await owner.tap('詳情', card.id)
  const [about = '', ...pieces] = await said(owner)
  expect(pieces).toHaveLength(4)
  for (const it of pieces) {
    expect(it.length).toBeLessThanOrEqual(5_000)
    expect(it.isWellFormed()).toBe(true)
  }
  const shown = pieces.join('')
  expect(LONG.startsWith(shown)).toBe(true)
  expect(shown.length).toBeGreaterThan(19_900)
  expect(about).toMatch(/開頭的 [\d,]+ 字，後面還有大約 [\d,]+ 字/)
  const page = await bot.request('GET', new URL(about.match(/http\S+$/)?.[0] ?? '').pathname)
  expect([page.status, page.body.text]).toEqual([200, expect.stringContaining('the end')])
  expect((await callsOf(bot, PUSH)).length).toBe(pushed)
})

test('whoever may not decide gets no details, at whatever step the card is', async () => {
  const { bot, louis, owner } = await openTaps()
  await aProposal(bot, RELEASE)
  const data = dataOf(await theCard(louis), '詳情')
  const others = [owner, await bot.person('pool_owner', '陳柏翰'), await bot.person('worker', '王小明')]
  for (const it of others)
    await expectRefused(bot, it, () => it.postback(data), /這件事要由 Louis 決定，您的角色是/)
  const group_id = `C${'1'.repeat(32)}`
  const group = { name: '前線', members: [louis.userId], group_id, silent: true }
  await bot.request('POST', '/_sim/groups', { at: bot.sim.url, body: group })
  await louis.sim('postback', { data, group_id })
  await bot.runTasks()
  const heard = await bot.request('GET', `/_sim/users/${louis.userId}/messages?group_id=${group_id}`, {
    at: bot.sim.url,
  })
  const answers = (heard.body.items as { from: string; text: string }[]).filter((it) => it.from === 'bot')
  expect(answers.map((it) => it.text)).toEqual([expect.stringContaining('一對一聊天')])
  const { id } = await bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: louis.userId } })
  await disableMember(bot.ctx, id)
  await expectRefused(bot, louis, () => louis.postback(data), /帳號已停用/)
})

test('controls and signs that turn the writing are written out, so that nothing in it hides', () => {
  const { pieces, isAll } = textPieces('a\u001b[31m\u0007\u007f\u0085\r\nb\tc\rd\u202eevil\u2066')
  expect([pieces, isAll]).toEqual([
    ['a\\u001B[31m\\u0007\\u007F\\u0085\nb\tc\\u000Dd\\u202Eevil\\u2066'],
    true,
  ])
})

test.each([
  ['an emoji', '😀', 2_600],
  ['a family', '👨‍👩‍👧‍👦', 700],
  ['a flag', '🇹🇼', 1_300],
  ['a letter with marks', 'e\u0301\u0302', 1_700],
])('%s at the edge of a message is not torn', (_, character, times) => {
  for (let shift = 0; shift <= character.length; shift += 1) {
    const text = 'a'.repeat(shift) + character.repeat(times)
    const { pieces, isAll } = textPieces(text)
    expect(pieces.join('')).toBe(text)
    expect(isAll).toBe(true)
    for (const it of pieces) {
      expect(it.length).toBeLessThanOrEqual(5_000)
      expect(it.replace(/^a*/, '').replaceAll(character, '')).toBe('')
    }
  }
})

test('what is shown of a long text is counted in its own characters, not in those that they are written with', () => {
  const text = '\u001b[31m'.repeat(5_000)
  const { pieces, shown, isAll } = textPieces(text)
  expect(isAll).toBe(false)
  expect(writtenOut(text.slice(0, shown))).toBe(pieces.join(''))
})

test('one character longer than a message, and nothing but white space, still make messages that LINE takes', () => {
  const piled = textPieces(`x${'\u{1D167}'.repeat(4_000)}`)
  expect(piled.pieces.every((it) => it.isWellFormed() && it.length <= 5_000)).toBe(true)
  expect(textPieces(' \n'.repeat(4_000)).pieces).toEqual(['␠', '␠'])
  expect(textPieces('\ud83d'.repeat(3)).pieces).toHaveLength(1)
})
