import { expect, test } from 'vitest'
import { createInvite } from '../../src/domain/members/invite.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { type Phone, visible } from '../support/phone.ts'

const said = async (phone: Phone) => (await phone.read()).map(visible)

const invite = async (bot: Bot, locale: 'zh-TW' | 'en' = 'zh-TW') =>
  (await createInvite(bot.ctx, { role: 'pls_owner', name: '林怡君', locale })).code

const wide = (text: string) =>
  text.replace(/[!-~]/g, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000')

test.each<[string, (code: string) => string]>([
  ['綁定 with a space', (code) => `綁定 ${code}`],
  ['綁定 without one', (code) => `綁定${code}`],
  ['綁定 with a colon and lower case', (code) => `綁定：${code.toLowerCase()}`],
  ['綁定 in full width', (code) => `　綁定　${wide(code)}　`],
  ['join in lower case', (code) => `join ${code.toLowerCase()}`],
  ['JOIN in upper case without the dash', (code) => `JOIN ${code.replace('-', '')}`],
  ['join in full width', (code) => wide(`join ${code}`)],
  ['join with spaces in the code and a new line', (code) => `join\n${code.replace('-', ' ')}`],
])('a code is taken as people type it: %s', async (_, typed) => {
  const bot = await startBot()
  const person = await bot.stranger()
  await person.send(typed(await invite(bot)))
  expect(await said(person)).toEqual([expect.stringContaining('綁定完成')])
  const member = await bot.db.prisma.member.findFirstOrThrow()
  expect(member).toMatchObject({ role: 'pls_owner', name: '林怡君', lineUserId: person.userId })
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'member.bind' } })).toBe(1)
})

test('an English invite makes an English member', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  await person.send(`join ${await invite(bot, 'en')}`)
  await person.send('whoami')
  const [, whoami] = await said(person)
  expect(whoami).toBe('You are 林怡君, PLS owner.')
})

test('a code is used up, an old one is worth nothing, and after five wrong ones an hour has to pass', async () => {
  const bot = await startBot()
  const first = await bot.stranger('first')
  const second = await bot.stranger('second')
  const code = await invite(bot)
  await first.send(`綁定 ${code}`)
  await first.send(`綁定 ${code}`)
  expect((await said(first))[1]).toContain('不需要再綁一次')
  await second.send(`綁定 ${code}`)
  expect(await said(second)).toEqual([expect.stringContaining('還可以再試 4 次')])
  for (let n = 0; n < 4; n += 1) await second.send('綁定 AAAAA-AAAAA')
  expect((await said(second)).at(-1)).toContain('請過一小時再試')
  const fresh = await invite(bot)
  await second.send(`綁定 ${fresh}`)
  expect(await said(second)).toEqual([expect.stringContaining('試太多次了')])
  bot.clock.advance({ hours: 1, seconds: 1 })
  await second.send(`綁定 ${fresh}`)
  expect(await said(second)).toEqual([expect.stringContaining('綁定完成')])
  const old = await invite(bot)
  bot.clock.advance({ hours: 72, seconds: 1 })
  const third = await bot.stranger('third')
  await third.send(`綁定 ${old}`)
  expect(await said(third)).toEqual([expect.stringContaining('過期')])
})

test('a stranger gets a friendly line for whatever is said or tapped, and nothing else', async () => {
  const bot = await startBot()
  await aProposal(bot)
  const stranger = await bot.stranger()
  for (const text of ['hi', '待批', '說明', '我是誰', 'pending', '批准', '政策']) {
    await stranger.send(text)
    expect(await said(stranger), text).toEqual([expect.stringMatching(/^您好，我是 Countersign/)])
  }
  await stranger.send('綁定')
  expect(await said(stranger)).toEqual([expect.stringContaining('綁定 ABCDE-12345')])
  expect(await bot.db.prisma.member.count()).toBe(0)
})

test('somebody who adds the bot as a friend is greeted', async () => {
  const bot = await startBot()
  const user_id = `U${'c'.repeat(32)}`
  await bot.request('POST', '/_sim/users', { at: bot.sim.url, body: { name: '新朋友', user_id } })
  await bot.runTasks()
  const { body } = await bot.request('GET', `/_sim/users/${user_id}/messages`, { at: bot.sim.url })
  expect(body.items).toMatchObject([
    { from: 'bot', via: 'reply', text: expect.stringContaining('Countersign') },
  ])
})

test('nobody is bound in a group, where all could read the code', async () => {
  const bot = await startBot()
  const person = await bot.stranger()
  const group_id = `C${'1'.repeat(32)}`
  const group = { name: '前線', members: [person.userId], group_id, silent: true }
  await bot.request('POST', '/_sim/groups', { at: bot.sim.url, body: group })
  await person.sim('text', { text: `綁定 ${await invite(bot)}`, group_id })
  await person.sim('text', { text: 'hello everybody', group_id })
  await bot.runTasks()
  const { body } = await bot.request('GET', `/_sim/users/${person.userId}/messages?group_id=${group_id}`, {
    at: bot.sim.url,
  })
  const answers = (body.items as { from: string; text: string }[]).filter((it) => it.from === 'bot')
  expect(answers.map((it) => it.text)).toEqual([expect.stringContaining('一對一')])
  expect(await bot.db.prisma.member.count()).toBe(0)
})
