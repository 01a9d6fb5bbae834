import { expect, test } from 'vitest'
import { listMembers } from '../../src/domain/members/read.ts'
import { longLivedToken } from '../../src/line/access-token.ts'
import { openRichMenus } from '../../src/line/rich-menu/rich-menu-api.ts'
import { syncRichMenus } from '../../src/line/rich-menu/sync.ts'
import { startBot } from '../support/bot.ts'

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
