import { expect, test } from 'vitest'
import { checkGate } from '../../../src/domain/gate/check.ts'
import { recordLearning } from '../../../src/domain/learning/record.ts'
import { closeRound, startRound } from '../../../src/domain/rounds/rounds.ts'
import { ADOPTION, DAY, ROUND_DAYS } from '../../../src/domain/rules.ts'
import { runDueSlots, runSlotNow } from '../../../src/domain/schedules/run-due.ts'
import { getScorecard } from '../../../src/domain/scorecard/scorecard.ts'
import { type Bot, startBot } from '../../support/bot.ts'
import { aToken } from '../../support/domain.ts'
import { anEvent } from '../../support/given.ts'
import { visible } from '../../support/phone.ts'
import { PLAN } from '../../support/replicas.ts'

type Key = keyof typeof ADOPTION
const KEYS = Object.keys(ADOPTION) as Key[]
const WORDS: Record<Key, string> = {
  repair_events: '修復／卡關事件',
  artifact_gate_passed: 'artifact gate 合格',
  policy_decided: '政策已決定',
  prompt_or_tooling_adjusted: 'prompt 或工具已調整',
  lesson_recorded: '記下教訓',
}

async function openRound() {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const poolOwner = await bot.person('pool_owner', '陳柏翰')
  const token = await bot.tokenWithId('worker')
  await startRound(bot.ctx, '第一輪')
  const actor = aToken({ id: token.id })
  return { bot, owner, poolOwner, token: token.token, worker: { ...bot.ctx, actor } }
}

type Opened = Awaited<ReturnType<typeof openRound>>

const lesson = (adoption_signal: string) => ({
  job_id: '0190b1d0-0000-7000-8000-000000000001',
  topic_key: 'fetch_failed',
  lesson: '重試之前先 touch',
  next_round_priority: '先查租約',
  adoption_signal,
})

/** Brings all points of a round but one. Two errors of one kind and their decision come with the events. */
async function bringAllBut(opened: Opened, missing: Key): Promise<void> {
  const { bot, owner, token, worker } = opened
  const events = missing === 'repair_events' ? ADOPTION.repair_events - 1 : ADOPTION.repair_events
  for (let n = 0; n < events; n += 1)
    await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })
  await bot.runTasks()
  if (missing !== 'policy_decided') await owner.tap('批准')
  const http_status = missing === 'artifact_gate_passed' ? 404 : 200
  const gate = { primary_artifact_url: 'https://example.com/a.pdf', http_status, upload_files_count: 1 }
  await checkGate(worker, { ...gate, job_id: worker.ids.uuid() }, null)
  if (missing === 'lesson_recorded') return
  const signal = missing === 'prompt_or_tooling_adjusted' ? 'lesson_shared' : 'prompt_or_tooling_adjusted: v2'
  await recordLearning(worker, lesson(signal))
}

async function judge(bot: Bot): Promise<void> {
  bot.clock.advance({ hours: (ROUND_DAYS + 1) * 24 })
  await runDueSlots(bot.ctx, PLAN, ['d7-scorecard'])
}

const missingKeys = async ({ ctx }: Bot) => (await ctx.db.round.findFirstOrThrow()).adoptionMissing

test.each(KEYS)('a round that lacks only %s is marked, and the point is named to people', async (key) => {
  const opened = await openRound()
  const { bot, owner, poolOwner } = opened
  await bringAllBut(opened, key)
  await Promise.all([owner.read(), poolOwner.read()])
  await judge(bot)
  // Without a lesson there is no adjustment either: a lesson is what tells of one.
  const expected = key === 'lesson_recorded' ? ['prompt_or_tooling_adjusted', 'lesson_recorded'] : [key]
  expect(await missingKeys(bot)).toEqual(expected)
  const round = await bot.db.prisma.round.findFirstOrThrow()
  expect(round).toMatchObject({ adoptionVerdict: 'worker_adoption_insufficient', judgedAt: bot.clock.now() })
  for (const phone of [owner, poolOwner]) {
    const cards = (await phone.read()).map(visible)
    expect(cards).toHaveLength(1)
    expect(cards[0]).toContain('worker_adoption_insufficient')
    expect(cards[0]).toContain('不升級任何權限')
    for (const one of expected) expect(cards[0]).toContain(`缺 ${WORDS[one as Key]}`)
  }
  const audit = await bot.db.prisma.auditEntry.findFirst({ where: { verb: 'round.judge' } })
  expect(audit).toMatchObject({
    newState: { adoptionVerdict: 'worker_adoption_insufficient', adoptionMissing: expected },
  })
})

test('a round in which nothing happened lacks all five, and each is asked of the one who can bring it', async () => {
  const { bot, owner, poolOwner } = await openRound()
  await judge(bot)
  expect(await missingKeys(bot)).toEqual(KEYS)
  const [owners] = await owner.read()
  const [pools] = await poolOwner.read()
  const asked = (text: string) => text.split('請您補上')[1]?.split('五項標準')[0] ?? ''
  expect(asked(visible(owners))).toContain('政策已決定')
  expect(asked(visible(owners))).not.toContain('記下教訓')
  for (const key of ['repair_events', 'artifact_gate_passed', 'lesson_recorded'] as const)
    expect(asked(visible(pools))).toContain(WORDS[key])
  expect(asked(visible(pools))).not.toContain('政策已決定')
})

test('the chosen D7 owner gets the scorecard in place of the other pool owners', async () => {
  const { bot, poolOwner } = await openRound()
  const other = await bot.person('pool_owner', '張雅婷')
  const chosen = await bot.db.prisma.member.findFirstOrThrow({ where: { name: '張雅婷' } })
  await bot.db.prisma.round.updateMany({ data: { d7OwnerId: chosen.id } })
  await judge(bot)
  expect(await poolOwner.read()).toEqual([])
  expect((await other.read()).map(visible).join()).toContain('第 7 天計分卡')
})

test('before its days are over a scorecard is a preview: pending, and the round is not judged', async () => {
  const { bot, owner } = await openRound()
  expect(await runSlotNow(bot.ctx, PLAN, 'd7-scorecard', null)).toMatchObject({ ran: true })
  expect(await runSlotNow(bot.ctx, PLAN, 'd7-scorecard', null)).toMatchObject({ ran: false, deliveries: [] })
  expect((await owner.read()).map(visible).join()).toContain('還在進行')
  expect(await bot.db.prisma.round.findFirstOrThrow()).toMatchObject({
    judgedAt: null,
    adoptionVerdict: null,
  })
  await judge(bot)
  expect((await owner.read()).map(visible).join()).toContain('worker_adoption_insufficient')
})

test('what comes after a round was closed does not count for it', async () => {
  const opened = await openRound()
  const { bot, token, worker } = opened
  await recordLearning(worker, lesson('none'))
  bot.clock.advance({ hours: 1 })
  await closeRound(bot.ctx)
  bot.clock.advance({ hours: 1 })
  await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })
  const after = await getScorecard(bot.ctx, {})
  expect(after.events.total).toBe(0)
  expect(after.learning.updates).toBe(1)
  expect(after.adoption.verdict).toBe('worker_adoption_insufficient')
})

test('a window is about the round that it lies in, also when another is open now', async () => {
  const opened = await openRound()
  const { bot, worker } = opened
  await recordLearning(worker, lesson('none'))
  bot.clock.advance({ hours: 24 })
  await closeRound(bot.ctx)
  const first = await bot.db.prisma.round.findFirstOrThrow()
  bot.clock.advance({ hours: 24 })
  await startRound(bot.ctx, '第二輪')
  bot.clock.advance({ hours: 1 })
  const { startedAt } = first
  const early = { from: startedAt.toISOString(), to: new Date(startedAt.getTime() + DAY).toISOString() }
  expect((await getScorecard(bot.ctx, early)).round?.topic).toBe('第一輪')
  expect((await getScorecard(bot.ctx, {})).round?.topic).toBe('第二輪')
  const between = new Date(startedAt.getTime() + DAY + DAY / 4).toISOString()
  const none = await getScorecard(bot.ctx, {
    from: between,
    to: new Date(startedAt.getTime() + DAY + DAY / 2).toISOString(),
  })
  expect(none.round).toBeNull()
})
