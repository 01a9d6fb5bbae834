import { expect, test } from 'vitest'
import { tellGroup } from '../../src/domain/tell.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { type Group, openGroup } from '../support/group.ts'
import { callsOf, PUSH } from '../support/line-calls.ts'
import type { Phone } from '../support/phone.ts'

async function openTeam(silent = false) {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  return { bot, owner, group: await openGroup(bot, [owner], silent) }
}

const rows = (bot: Bot) =>
  bot.db.prisma.lineGroup.findMany({
    select: { lineGroupId: true, kind: true, leftAt: true, digestOn: true },
  })

const verbs = async (bot: Bot) =>
  (
    await bot.db.prisma.auditEntry.findMany({
      where: { verb: { startsWith: 'group.' } },
      orderBy: { seq: 'asc' },
    })
  ).map((it) => it.verb)

async function leaves(bot: Bot, group: Group, isLost = false): Promise<void> {
  await group.leave(isLost)
  await bot.runTasks()
}

async function joins(bot: Bot, group: Group): Promise<void> {
  await group.join()
  await bot.runTasks()
}

async function says(bot: Bot, group: Group, phone: Phone, text: string): Promise<void> {
  await group.says(phone, text)
  await bot.runTasks()
}

/** An event from a group as LINE sends it, so many seconds from now. */
async function event(bot: Bot, type: string, source: object, seconds: number): Promise<void> {
  const timestamp = bot.clock.now().getTime() + seconds * 1_000
  const webhookEventId = bot.ctx.ids.uuid()
  const one = {
    type,
    mode: 'active',
    timestamp,
    source,
    webhookEventId,
    deliveryContext: { isRedelivery: false },
  }
  await bot.request('POST', '/_sim/webhook', { at: bot.sim.url, body: { events: [one] } })
  await bot.runTasks()
}

test('the bot greets a group in words of its own and keeps that it is in it', async () => {
  const { bot, group } = await openTeam()
  expect((await group.heard()).map((it) => [it.via, it.text])).toEqual([
    ['reply', expect.stringContaining('大家好')],
  ])
  expect(await rows(bot)).toEqual([{ lineGroupId: group.id, kind: 'group', leftAt: null, digestOn: false }])
})

test('a join that was lost is made good by whatever comes from the group next', async () => {
  const { bot, owner, group } = await openTeam(true)
  expect(await rows(bot)).toEqual([])
  await says(bot, group, owner, '大家早')
  await says(bot, group, owner, '大家晚')
  expect(await rows(bot)).toMatchObject([{ lineGroupId: group.id, leftAt: null }])
  expect(await verbs(bot)).toEqual(['group.join'])
  expect(await group.heard()).toEqual([])
})

test('where the bot is thrown out the digest ends, and what was owed to the group is dead and never pushed', async () => {
  const { bot, owner, group } = await openTeam()
  await says(bot, group, owner, '日報 開')
  await bot.ctx.db.$transaction((db) =>
    tellGroup({ ...bot.ctx, db }, { lineGroupId: group.id, locale: 'en' }, 'test:1', [
      { kind: 'text', text: 'late' },
    ]),
  )
  await bot.request('DELETE', `/_sim/groups/${group.id}`, { at: bot.sim.url })
  const before = (await callsOf(bot, PUSH)).length
  await bot.db.pool.query(
    "update graphile_worker._private_jobs j set run_at = now() + interval '1 hour' from graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'send-delivery'",
  )
  await bot.runTasks()
  await bot.db.pool.query("update graphile_worker._private_jobs set run_at = now() - interval '1 second'")
  await bot.runTasks()
  expect((await callsOf(bot, PUSH)).length).toBe(before)
  expect(await rows(bot)).toMatchObject([{ leftAt: expect.any(Date), digestOn: false }])
  const owed = await bot.db.prisma.delivery.findFirstOrThrow({ where: { subject: 'test:1' } })
  expect(owed).toMatchObject({ status: 'dead', lastError: expect.stringContaining('not in this group') })
})

test('back in a group the bot begins afresh: nobody has switched a digest on', async () => {
  const { bot, owner, group } = await openTeam()
  await says(bot, group, owner, '日報 開')
  bot.clock.advance({ minutes: 1 })
  await leaves(bot, group)
  bot.clock.advance({ minutes: 1 })
  await joins(bot, group)
  expect(await rows(bot)).toMatchObject([{ leftAt: null, digestOn: false }])
  await says(bot, group, owner, '日報 開')
  bot.clock.advance({ minutes: 1 })
  await leaves(bot, group, true)
  bot.clock.advance({ minutes: 1 })
  await joins(bot, group)
  expect(await rows(bot)).toMatchObject([{ leftAt: null, digestOn: false }])
  expect((await group.heard()).at(-1)?.text).toContain('大家好')
})

test('events out of order: what is older than a leave brings nobody back, a leave older than a join takes nobody away', async () => {
  const { bot } = await openTeam(true)
  const group = { type: 'group', groupId: `C${'7'.repeat(32)}` }
  await event(bot, 'leave', group, 10)
  await event(bot, 'message', group, 5)
  expect(await rows(bot)).toMatchObject([{ lineGroupId: group.groupId, leftAt: expect.any(Date) }])
  await event(bot, 'join', group, 20)
  await event(bot, 'leave', group, 15)
  expect(await rows(bot)).toMatchObject([{ leftAt: null }])
})

test('an old multi-person chat is a room, and LINE is asked for its people as for a room', async () => {
  const { bot } = await openTeam(true)
  const roomId = `R${'7'.repeat(32)}`
  await event(bot, 'join', { type: 'room', roomId }, 0)
  expect(await callsOf(bot, `/v2/bot/room/${roomId}/members/count`)).toHaveLength(1)
  // The simulator has no rooms and says so: the greeting is pushed nowhere.
  expect(await rows(bot)).toMatchObject([{ lineGroupId: roomId, kind: 'room', leftAt: expect.any(Date) }])
  expect(await callsOf(bot, PUSH)).toEqual([])
})
