import { expect, test } from 'vitest'
import { createInvite } from '../../src/domain/members/invite.ts'
import { createToken } from '../../src/domain/tokens/create.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { openGroup } from '../support/group.ts'
import { planFault } from '../support/line-calls.ts'

async function openTeam() {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const pool = await ownerOf(bot, 'crawl')
  const worker = await bot.person('worker', '王小明')
  await createToken(bot.ctx, { role: 'worker', name: 'parse', pool: 'parse' })
  const group = await openGroup(bot, [owner, pool, worker], false)
  await group.heard()
  const ask = async (phone: typeof owner, text: string) => {
    await group.says(phone, text)
    return (await group.heard()).map((it) => it.text).join('\n')
  }
  return { bot, owner, pool, worker, group, ask }
}

async function ownerOf(bot: Bot, pool: string) {
  const phone = await bot.stranger('陳柏翰')
  const { code } = await createInvite(bot.ctx, { role: 'pool_owner', name: '陳柏翰', pool, locale: 'en' })
  await phone.send(`join ${code}`)
  await phone.read()
  return phone
}

const state = async (bot: Bot) => {
  const found = await bot.db.prisma.lineGroup.findMany({
    select: { digestOn: true, digestPool: true, locale: true, members: true },
  })
  return found
}

test('a PLS owner switches the digest of all pools on for a group, hears what a push there costs, and off again', async () => {
  const { bot, owner, group, ask } = await openTeam()
  expect(await ask(owner, '日報 開')).toMatch(/「所有 pool」的日報[\s\S]*3 人，所以每送一次會用掉本月的 3 則/)
  expect(await state(bot)).toEqual([{ digestOn: true, digestPool: null, locale: 'zh-TW', members: 3 }])
  expect(await ask(owner, '日報 如何')).toContain('「所有 pool」的日報，由 林怡君 設定')
  expect(await ask(owner, '日報 關')).toContain('日報不會再送到這個群組')
  expect(await ask(owner, '日報 關')).toContain('目前沒有收日報')
  expect(await state(bot)).toMatchObject([{ digestOn: false }])
  const entries = await bot.db.prisma.auditEntry.findMany({
    where: { subject: `line-group:${group.id}` },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((it) => `${it.verb} ${it.actorName}`)).toEqual([
    'group.join line-stranger',
    'group.digest_on 林怡君',
    'group.digest_off 林怡君',
  ])
})

test('a pool owner sends the digest of his own pool, and of no other', async () => {
  const { bot, owner, pool, ask } = await openTeam()
  expect(await ask(pool, 'digest on parse')).toContain('switch the digest of that pool only')
  expect(await state(bot)).toMatchObject([{ digestOn: false }])
  expect(await ask(pool, 'digest on')).toMatch(
    /digest of crawl comes to this group[\s\S]*has 3, so each digest uses 3/,
  )
  expect(await state(bot)).toEqual([{ digestOn: true, digestPool: 'crawl', locale: 'en', members: 3 }])
  expect(await ask(owner, '日報 開 parse')).toContain('「parse」的日報')
  expect(await ask(pool, 'digest off')).toContain('the digest of parse, set by 林怡君. PLS owners and Louis')
  expect(await ask(pool, 'digest on')).toContain('set by 林怡君')
  expect(await state(bot)).toMatchObject([{ digestOn: true, digestPool: 'parse' }])
})

test('a pool that nobody belongs to is no pool, and the others are named', async () => {
  const { bot, owner, ask } = await openTeam()
  expect(await ask(owner, '日報 開 crwal')).toContain('沒有「crwal」這個 pool。目前有：crawl、default、parse')
  expect(await state(bot)).toMatchObject([{ digestOn: false }])
})

test('workers, strangers and those whom LINE does not name switch nothing', async () => {
  const { bot, owner, worker, group, ask } = await openTeam()
  expect(await ask(worker, '日報 開')).toContain('只有 pool owner、PLS owner 和 Louis')
  await group.says(owner, '日報 開', { without_user_id: true })
  expect((await group.heard()).map((it) => it.text)).toEqual([expect.stringContaining('LINE 沒有告訴我')])
  const stranger = await bot.stranger('外人')
  const other = await openGroup(bot, [stranger], false)
  await other.says(stranger, '日報 開')
  expect((await other.heard()).map((it) => it.text)).toEqual([expect.stringContaining('大家好')])
  expect(await state(bot)).toHaveLength(2)
  expect((await state(bot)).filter((it) => it.digestOn)).toEqual([])
})

test('in the one-to-one chat the command says where it belongs', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const english = await bot.person('pls_owner', 'Owen', 'en')
  await owner.send('日報 開')
  await english.send('digest on')
  expect((await owner.read())[0]?.text).toContain('就請在那個群組裡輸入「日報 開」')
  expect((await english.read())[0]?.text).toContain('Send "digest on" in the group')
  await owner.send('說明')
  expect((await owner.read())[0]?.text).toContain('・日報：')
})

test('where LINE does not say how many people there are, the digest is switched on all the same', async () => {
  const { bot, owner, group, ask } = await openTeam()
  await planFault(bot, `/v2/bot/group/${group.id}/members/count`, '500-before', { times: 9 })
  expect(await ask(owner, '日報 開')).toContain('LINE 現在沒有告訴我這個群組有幾人')
  expect(await state(bot)).toMatchObject([{ digestOn: true, members: null }])
})

test('people who talk about a digest are left alone', async () => {
  const { bot, owner, group } = await openTeam()
  for (const text of ['日報寫得真好', '今天的日報開了沒', 'digestion']) await group.says(owner, text)
  expect(await group.heard()).toEqual([])
  expect(await state(bot)).toMatchObject([{ digestOn: false }])
})
