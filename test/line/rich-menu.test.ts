import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { bindMember } from '../../src/domain/members/bind.ts'
import { disableMember } from '../../src/domain/members/disable.ts'
import { createInvite } from '../../src/domain/members/invite.ts'
import { listMembers } from '../../src/domain/members/read.ts'
import { longLivedToken } from '../../src/line/access-token.ts'
import { menuRequest } from '../../src/line/rich-menu/menus.ts'
import { openRichMenus } from '../../src/line/rich-menu/rich-menu-api.ts'
import { syncRichMenus } from '../../src/line/rich-menu/sync.ts'
import { startBot } from '../support/bot.ts'
import { planFault } from '../support/line-calls.ts'

test('each role and language gets its menu, and repeating it changes nothing', async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const worker = await bot.person('worker', 'Ming', 'en')
  const api = await openRichMenus(bot.sim.url, longLivedToken(bot.sim.token))
  expect(await syncRichMenus(api, await listMembers(bot.ctx))).toEqual({ created: 6, linked: 2, removed: 0 })
  expect(await syncRichMenus(api, await listMembers(bot.ctx))).toEqual({ created: 0, linked: 0, removed: 0 })
  const linked = await api.linkedTo(worker.userId)
  expect((await api.list()).find((it) => it.richMenuId === linked)?.name).toMatch(/^countersign:worker:en:/)
})

test("an old menu of ours is removed, somebody else's stays", async () => {
  const bot = await startBot()
  const api = await openRichMenus(bot.sim.url, longLivedToken(bot.sim.token))
  await syncRichMenus(api, [])
  const [menu] = await api.list()
  const { richMenuId: _, ...rest } = menu as unknown as Parameters<typeof api.create>[0] & {
    richMenuId: string
  }
  await api.create({ ...rest, name: 'countersign:worker:en:old' })
  await api.create({ ...rest, name: 'shop' })
  expect((await syncRichMenus(api, [])).removed).toBe(1)
  expect((await api.list()).map((it) => it.name)).toContain('shop')
})

async function withMenus() {
  const bot = await startBot()
  const api = await openRichMenus(bot.sim.url, longLivedToken(bot.sim.token))
  const menuOf = async ({ userId }: { userId: string }) => {
    const linked = await api.linkedTo(userId)
    return (await api.list()).find((it) => it.richMenuId === linked)?.name.replace(/:[0-9a-f]+$/, '') ?? null
  }
  return { bot, api, menuOf }
}

test('whoever joins later gets the menu of role and language by themselves, and it follows the language', async () => {
  const { bot, api, menuOf } = await withMenus()
  const early = await bot.person('worker', '王小明')
  expect(await menuOf(early)).toBeNull()
  await syncRichMenus(api, await listMembers(bot.ctx))
  expect(await menuOf(early)).toBe('countersign:worker:zh-TW')
  const owner = await bot.person('pls_owner', '林怡君')
  expect(await menuOf(owner)).toBe('countersign:approver:zh-TW')
  await owner.send('language')
  await owner.tap('English')
  expect(await menuOf(owner)).toBe('countersign:approver:en')
})

test('whoever leaves, or is disabled, has no menu of ours any more; whoever comes back has one again', async () => {
  const { bot, api, menuOf } = await withMenus()
  await syncRichMenus(api, [])
  const worker = await bot.person('worker', '王小明')
  const pool = await bot.person('pool_owner', '陳柏翰')
  await worker.send('解除綁定')
  await worker.tap('解除綁定')
  const member = await bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: pool.userId } })
  await disableMember(bot.ctx, member.id)
  await bot.runTasks()
  expect([await menuOf(worker), await menuOf(pool)]).toEqual([null, null])
  const { code } = await createInvite(bot.ctx, { role: 'pls_owner', name: '陳柏翰', locale: 'zh-TW' })
  await pool.send(`綁定 ${code}`)
  expect(await menuOf(pool)).toBe('countersign:approver:zh-TW')
})

test("whoever leaves keeps somebody else's menu, which is not ours to take", async () => {
  const { bot, api, menuOf } = await withMenus()
  await syncRichMenus(api, [])
  const worker = await bot.person('worker', '王小明')
  const shop = await api.create(menuRequest('worker', 'en', 'shop'))
  await api.setPicture(shop, await readFile('rich-menus/worker.en.png'))
  await api.link(worker.userId, shop)
  await worker.send('解除綁定')
  await worker.tap('解除綁定')
  expect(await menuOf(worker)).toBe('shop')
})

test('where LINE is away the link is tried again; where LINE refuses it, the person is bound all the same', async () => {
  const { bot, api, menuOf } = await withMenus()
  await syncRichMenus(api, [])
  await planFault(bot, '/v2/bot/richmenu/list', '500-before')
  const worker = await bot.person('worker', '王小明')
  expect(await menuOf(worker)).toBeNull()
  bot.clock.advance({ minutes: 5 })
  await bot.runTasks()
  expect(await menuOf(worker)).toBe('countersign:worker:zh-TW')
  const { code } = await createInvite(bot.ctx, { role: 'worker', name: '張志明', locale: 'zh-TW' })
  expect((await bindMember(bot.ctx, `U${'f'.repeat(32)}`, code)).result).toBe('bound')
  await bot.runTasks()
  const { rows } = await bot.db.pool.query('select 1 from graphile_worker._private_jobs')
  expect(rows).toHaveLength(0)
})
