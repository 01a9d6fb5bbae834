import { expect, test } from 'vitest'
import { checkGate } from '../../../src/domain/gate/check.ts'
import { recordLearning } from '../../../src/domain/learning/record.ts'
import { createInvite } from '../../../src/domain/members/invite.ts'
import { runDueSlots, runSlotNow } from '../../../src/domain/schedules/run-due.ts'
import { getScorecard } from '../../../src/domain/scorecard/scorecard.ts'
import { createToken } from '../../../src/domain/tokens/create.ts'
import { type Bot, startBot } from '../../support/bot.ts'
import { testClock } from '../../support/clock.ts'
import { aToken } from '../../support/domain.ts'
import { anEvent } from '../../support/given.ts'
import { visible } from '../../support/phone.ts'
import { PLAN } from '../../support/replicas.ts'

// 09:30 in Taipei: half an hour after the digest of that day.
const MORNING = new Date('2027-05-10T01:30:00Z')
const TOMORROW_AT_NINE = new Date('2027-05-11T01:00:00Z')

async function openPools() {
  const bot = await startBot({ clock: testClock(MORNING) })
  const ownerOf = async (name: string, pool: string) => {
    const phone = await bot.stranger(name)
    const { code } = await createInvite(bot.ctx, { role: 'pool_owner', name, pool, locale: 'zh-TW' })
    await phone.send(`綁定 ${code}`)
    await phone.read()
    return phone
  }
  const tokenOf = (pool: string) => createToken(bot.ctx, { role: 'worker', name: pool, pool })
  return {
    bot,
    crawl: await ownerOf('陳柏翰', 'crawl'),
    parse: await ownerOf('張雅婷', 'parse'),
    approver: await bot.person('pls_owner', '林怡君'),
    tokens: { crawl: await tokenOf('crawl'), parse: await tokenOf('parse') },
  }
}

const report = async (bot: Bot, token: string, over = {}) => {
  const answer = await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent(over) })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  await bot.runTasks()
}

async function nextMorning(bot: Bot): Promise<void> {
  bot.clock.advance({ hours: 24 })
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
}

test('a digest tells a pool owner of his pool: events and their trend, errors, gates, priorities, and what needs him first', async () => {
  const { bot, crawl, parse, approver, tokens } = await openPools()
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  bot.clock.advance({ hours: 2 })
  await report(bot, tokens.crawl.token)
  await nextMorning(bot)
  // One after the other: what one phone's drain is at, the other's does not wait for.
  await crawl.read()
  await approver.read()

  await report(bot, tokens.crawl.token, { phase: 'upload' })
  await report(bot, tokens.crawl.token, { phase: 'upload' })
  await report(bot, tokens.crawl.token, {
    event_type: 'manual_blocker',
    phase: 'login',
    worker_id: 'codex-09',
  })
  const actor = aToken({ id: tokens.crawl.id, name: 'crawl', pool: 'crawl' })
  const worker = { ...bot.ctx, actor }
  const gate = { primary_artifact_url: 'https://example.com/a.pdf', http_status: 404, upload_files_count: 0 }
  await checkGate(worker, { ...gate, job_id: bot.ctx.ids.uuid() }, null)
  const lesson = { job_id: bot.ctx.ids.uuid(), topic_key: '租約', lesson: '先 touch', adoption_signal: 'x' }
  await recordLearning(worker, { ...lesson, next_round_priority: '先查租約剩多久' })
  await approver.read()
  await nextMorning(bot)

  const [card, ...more] = await crawl.read()
  expect(more).toEqual([])
  const text = visible(card)
  expect(text).toContain('crawl 日報')
  expect(text).toContain('抓取失敗\n2（多 1）')
  expect(text).toContain('人工卡關\n1（多 1）')
  expect(text).toContain('抓取失敗・upload')
  expect(text).toContain('不合格 1')
  expect(text).toContain('先查租約剩多久')
  expect(text).toContain('修復提案：抓取失敗')
  expect(text.indexOf('codex-09 在 login 階段人工卡關')).toBeGreaterThan(0)
  expect(text.indexOf('需要您處理')).toBeLessThan(text.indexOf('事件'))
  expect(text).toContain('1 件工作的 gate 還沒合格')
  // The other pool was quiet: nothing is sent.
  expect(await parse.read()).toEqual([])
})

test('an approver gets what waits for him in his digest, day after day until it is decided, and then nothing', async () => {
  const { bot, approver, tokens } = await openPools()
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  await report(bot, tokens.crawl.token)
  await report(bot, tokens.crawl.token)
  expect(await approver.read()).toHaveLength(1)
  for (const day of [1, 2]) {
    await nextMorning(bot)
    const [card] = await approver.read()
    expect(visible(card), `day ${day}`).toContain('等您決定：低風險｜修復提案：抓取失敗')
  }
  await approver.tap('看待批事項')
  expect((await approver.read()).map(visible).join()).toContain('Connection reset by peer')
  await approver.tap('批准')
  await approver.read()
  await nextMorning(bot)
  expect(await approver.read()).toEqual([])
})

test('a day without news is told to nobody, and the scorecard says that it was quiet', async () => {
  const { bot, crawl, parse, approver } = await openPools()
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  await nextMorning(bot)
  await nextMorning(bot)
  for (const phone of [crawl, parse, approver]) expect(await phone.read()).toEqual([])
  const from = MORNING.toISOString()
  expect((await getScorecard(bot.ctx, { from })).digests).toEqual({ told: 0, quiet: 2 })
  expect(await bot.db.prisma.delivery.count({ where: { subject: { startsWith: 'slot:' } } })).toBe(0)
})

test('a digest that was missed is sent within twelve hours, and not later', async () => {
  const { bot, crawl, tokens } = await openPools()
  await runDueSlots(bot.ctx, PLAN)
  await report(bot, tokens.crawl.token)
  bot.clock.advance({ hours: 35 })
  expect(await runDueSlots(bot.ctx, PLAN, ['daily-digest'])).toMatchObject([{ ran: true }])
  expect(await crawl.read()).toHaveLength(1)
  await report(bot, tokens.crawl.token, { phase: 'late' })
  bot.clock.advance({ hours: 25 })
  expect(await runDueSlots(bot.ctx, PLAN, ['daily-digest'])).toEqual([])
  bot.clock.advance({ hours: 12 })
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  expect((await crawl.read()).map(visible).join()).toContain('late')
})

test('the same slot asked for twice at the shell sends once, another one is another', async () => {
  const { bot, crawl, tokens } = await openPools()
  await report(bot, tokens.crawl.token)
  const at = TOMORROW_AT_NINE
  expect(await runSlotNow(bot.ctx, PLAN, 'daily-digest', at)).toMatchObject({
    ran: true,
    deliveries: [expect.any(String)],
  })
  expect(await runSlotNow(bot.ctx, PLAN, 'daily-digest', at)).toMatchObject({ ran: false, deliveries: [] })
  bot.clock.advance({ hours: 24 })
  // At the set time it is this same slot.
  expect(await runDueSlots(bot.ctx, PLAN, ['daily-digest'])).toEqual([])
  expect(await crawl.read()).toHaveLength(1)
})
