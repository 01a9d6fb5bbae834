import { expect, test } from 'vitest'
import { QUOTA_RESERVE, QUOTA_SHORT } from '../../src/domain/rules.ts'
import { runDueSlots } from '../../src/domain/schedules/run-due.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { testClock } from '../support/clock.ts'
import { aProposal } from '../support/given.ts'
import { callsOf, PUSH, planFault } from '../support/line-calls.ts'
import { type Received, visible } from '../support/phone.ts'
import { PLAN } from '../support/replicas.ts'

// 09:30 in Taipei: half an hour after the digest of that day.
const MORNING = new Date('2027-05-10T01:30:00Z')

const LOW = { repair_action: 'touch + retry once' }
const MEDIUM = { event_type: 'schema_error', repair_action: 'change_prompt' }
const HIGH = { event_type: 'lease_risk', repair_action: 'release' }

async function openScene(left: number) {
  const bot = await startBot({ clock: testClock(MORNING) })
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  const setQuota = async (quota: number | null) => {
    await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { quota } })
    // What was read of it a while ago is no longer believed.
    bot.clock.advance({ minutes: 1 })
  }
  await setQuota(left)
  const pass = async (by: { hours?: number; minutes?: number }) => {
    bot.clock.advance(by)
    await bot.runTasks()
  }
  const nextMorning = async () => {
    bot.clock.advance({ hours: 24 })
    await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
    await bot.runTasks()
  }
  const pushed = async () => (await callsOf(bot, PUSH)).filter((it) => it.status === 200).length
  return { bot, louis, owner, setQuota, pass, nextMorning, pushed }
}

const cards = (all: Received[]) => all.map((it) => it.buttons.filter(({ label }) => label === '批准').length)
const readyLine = async (bot: Bot) => {
  const { status, body } = await bot.request('GET', '/readyz')
  return { http: status, ...(body.line as object) }
}
const states = async (bot: Bot) => {
  const rows = await bot.db.prisma.delivery.findMany({
    where: { template: 'proposal', replyToken: null },
    orderBy: { id: 'asc' },
  })
  return rows.map((it) => it.status)
}

test('in a short month cards of low risk go into the digest, one push for an approver, and are not pushed any more', async () => {
  const { bot, louis, owner, setQuota, pass, nextMorning, pushed } = await openScene(QUOTA_SHORT)
  await aProposal(bot, { phase: 'a', ...LOW })
  await aProposal(bot, { phase: 'b', ...LOW })
  await aProposal(bot, { phase: 'c', ...MEDIUM })
  await aProposal(bot, { phase: 'd', ...HIGH })
  await pass({ minutes: 10 })
  expect(cards(await owner.read())).toEqual([1])
  expect(cards(await louis.read())).toEqual([1])
  expect(await states(bot)).toEqual(['held', 'held', 'sent', 'sent'])
  const { lastError } = await bot.db.prisma.delivery.findFirstOrThrow({ where: { status: 'held' } })
  expect(lastError).toMatch(/waits for the daily digest/)
  expect(await readyLine(bot)).toEqual({ http: 200, quota: 'short', held: 2, high_risk_waiting: 0 })
  await owner.send('待批')
  expect(cards(await owner.read())).toEqual([0, 2, 1])

  const before = await pushed()
  await nextMorning()
  const [digest, ...more] = await owner.read()
  expect(more).toEqual([])
  expect(visible(digest)).toContain('所以有 2 件低風險的事項沒有另外傳卡片給您')
  expect(visible(digest)).toContain('低風險｜修復提案：抓取失敗')
  expect(await pushed()).toBe(before + 2)
  expect(await states(bot)).toEqual(['settled', 'settled', 'sent', 'sent'])
  await owner.tap('看待批事項')
  expect(cards(await owner.read())).toEqual([0, 2, 1])
  await setQuota(null)
  await pass({ hours: 2 })
  expect(await owner.read()).toEqual([])
})

test('when there are messages again before the digest, the cards go out: similar ones together, each once', async () => {
  const { bot, owner, setQuota, pass } = await openScene(QUOTA_SHORT)
  for (const phase of ['a', 'b', 'c']) await aProposal(bot, { phase, ...LOW })
  await aProposal(bot, { phase: 'd', event_type: 'claim_idle', ...LOW })
  await pass({ minutes: 10 })
  await pass({ hours: 3 })
  expect(await owner.read()).toEqual([])
  await setQuota(500)
  await pass({ hours: 1 })
  expect(cards(await owner.read()).toSorted()).toEqual([1, 3])
  await pass({ hours: 3 })
  expect(await owner.read()).toEqual([])
})

test('what was decided while it was held is never offered as open, and its holder, who never saw it, is told nothing', async () => {
  const { bot, louis, owner, setQuota, pass } = await openScene(QUOTA_SHORT)
  await aProposal(bot, { phase: 'a', ...LOW })
  await louis.send('待批')
  await louis.tap('批准')
  expect((await louis.read()).map(visible).join()).toContain('已批准')
  await setQuota(null)
  await pass({ hours: 1 })
  expect(await owner.read()).toEqual([])
  expect(await states(bot)).toEqual(['settled'])
})

test('when LINE refuses the digest, the cards that it named wait for their own turn again', async () => {
  const { bot, owner, setQuota, pass, nextMorning } = await openScene(QUOTA_SHORT)
  await aProposal(bot, { phase: 'a', ...LOW })
  await bot.request('POST', '/_sim/reset', { at: bot.sim.url })
  await nextMorning()
  expect(await bot.db.prisma.delivery.count({ where: { template: 'digest', status: 'dead' } })).toBe(2)
  expect(await states(bot)).toEqual(['held'])
  const body = { name: '林怡君', user_id: owner.userId, silent: true }
  await bot.request('POST', '/_sim/users', { at: bot.sim.url, body })
  await setQuota(null)
  await pass({ hours: 1 })
  expect(cards(await owner.all())).toEqual([1])
  expect(await states(bot)).toEqual(['sent'])
})

test('when only the reserve is left all but high risk waits, the newest digest stands for the older ones, and 待批 decides everything', async () => {
  const { bot, louis, owner, setQuota, pass, nextMorning } = await openScene(QUOTA_RESERVE)
  await aProposal(bot, { phase: 'a', ...LOW })
  await aProposal(bot, { phase: 'b', ...MEDIUM })
  await aProposal(bot, { phase: 'c', ...HIGH })
  expect(await owner.read()).toEqual([])
  expect(cards(await louis.read())).toEqual([1])
  expect(await readyLine(bot)).toEqual({ http: 200, quota: 'reserve', held: 2, high_risk_waiting: 0 })
  await nextMorning()
  await nextMorning()
  expect(await owner.read()).toEqual([])
  await owner.send('待批')
  expect(cards(await owner.read())).toEqual([0, 1, 1])
  await owner.tap('批准')
  expect((await owner.read()).every((it) => it.via === 'reply')).toBe(true)
  await setQuota(null)
  await pass({ hours: 1 })
  const found = await owner.read()
  const digests = found.filter(
    (it) => it.alt_text?.includes('等您決定') && !it.buttons.some((b) => b.label === '批准'),
  )
  expect(digests).toHaveLength(1)
  // From the day of the first one that never went out.
  expect(visible(digests[0])).toContain('5/10')
  await pass({ hours: 3 })
  expect(await owner.read()).toEqual([])
  expect(await bot.db.prisma.delivery.count({ where: { status: { in: ['held', 'pending'] } } })).toBe(0)
})

test('with no messages left nothing is lost: high risk is shown as waiting, everything is decided by 待批, and the rest goes out once', async () => {
  const { bot, louis, owner, setQuota, pass } = await openScene(0)
  await aProposal(bot, { phase: 'a', ...LOW })
  await aProposal(bot, { phase: 'b', ...MEDIUM })
  await aProposal(bot, { phase: 'c', ...HIGH })
  await aProposal(bot, { phase: 'd', ...HIGH })
  expect([...(await owner.read()), ...(await louis.read())]).toEqual([])
  expect(await readyLine(bot)).toEqual({ http: 200, quota: 'used_up', held: 4, high_risk_waiting: 2 })
  const metrics = String((await bot.request('GET', '/metrics')).body.text)
  expect(metrics).toContain('countersign_waiting{what="held_high_risk"} 2')
  expect(metrics).toContain('countersign_line_quota_state{state="used_up"} 1')

  await owner.send('待批')
  expect(cards(await owner.read())).toEqual([0, 1, 1])
  await owner.tap('批准')
  await louis.send('待批')
  const [, , , first] = await louis.read()
  await louis.tap('批准', first?.id)
  await louis.tap('確認批准')
  const decided = await bot.db.prisma.workerPolicyDecision.count({ where: { status: 'approved' } })
  expect(decided).toBe(2)
  expect((await louis.read()).every((it) => it.via === 'reply')).toBe(true)
  await owner.read()

  await setQuota(null)
  await pass({ hours: 1 })
  expect(cards(await owner.read())).toEqual([1])
  expect(cards(await louis.read())).toEqual([1])
  await pass({ hours: 1 })
  expect([...(await owner.read()), ...(await louis.read())]).toEqual([])
  expect(await readyLine(bot)).toMatchObject({ http: 200, held: 0, high_risk_waiting: 0 })
})

test('readiness does not wait for a LINE that hangs', async () => {
  const { bot } = await openScene(QUOTA_SHORT)
  await planFault(bot, '/v2/bot/message/quota', 'slow', { times: 5, ms: 3_000 })
  bot.clock.advance({ minutes: 5 })
  const began = performance.now()
  expect(await readyLine(bot)).toMatchObject({ http: 200 })
  expect(performance.now() - began).toBeLessThan(1_500)
})
