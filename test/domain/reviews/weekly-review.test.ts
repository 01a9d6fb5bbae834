import { expect, test } from 'vitest'
import { recordLearning } from '../../../src/domain/learning/record.ts'
import { asActor } from '../../../src/domain/members/read.ts'
import { draftChange } from '../../../src/domain/reviews/draft-change.ts'
import { startRound } from '../../../src/domain/rounds/rounds.ts'
import { DAY } from '../../../src/domain/rules.ts'
import { runDueSlots } from '../../../src/domain/schedules/run-due.ts'
import { startBot } from '../../support/bot.ts'
import { testClock } from '../../support/clock.ts'
import { aToken } from '../../support/domain.ts'
import { anEvent } from '../../support/given.ts'
import { visible } from '../../support/phone.ts'
import { PLAN } from '../../support/replicas.ts'

/** A Friday, an hour after the review of that week. */
const FRIDAY = new Date('2027-05-14T09:00:00Z')
const JOB = '0190b1d0-0000-7000-8000-000000000077'

async function openWeek() {
  const bot = await startBot({ clock: testClock(FRIDAY) })
  const owner = await bot.person('pls_owner', '林怡君')
  const louis = await bot.person('louis', 'Louis')
  const poolOwner = await bot.person('pool_owner', '陳柏翰')
  const worker = await bot.tokenWithId('worker')
  await startRound(bot.ctx, '一')
  await runDueSlots(bot.ctx, PLAN)
  const actor = aToken({ id: worker.id })
  const learn = (topic_key: string, over = {}) =>
    recordLearning(
      { ...bot.ctx, actor },
      {
        job_id: JOB,
        topic_key,
        lesson: '重試之前先 touch 租約',
        next_round_priority: '先查租約剩多久',
        adoption_signal: 'lesson_shared',
        ...over,
      },
    )
  const report = async () => {
    const body = anEvent({ job_id: JOB })
    await bot.request('POST', '/api/pls/worker-repair-events', { token: worker.token, body })
  }
  const review = async () => {
    bot.clock.advance({ seconds: (FRIDAY.getTime() + 7 * DAY - bot.clock.now().getTime()) / 1_000 })
    expect(await runDueSlots(bot.ctx, PLAN, ['weekly-review'])).toMatchObject([{ ran: true }])
  }
  return { bot, owner, louis, poolOwner, learn, report, review, token: worker.token }
}

test('the review tells lessons by topic, whether they were taken up, and errors before and after', async () => {
  const { bot, owner, poolOwner, learn, report, review } = await openWeek()
  for (let n = 0; n < 3; n += 1) await report()
  bot.clock.advance({ hours: 36 })
  await learn('租約')
  await learn('租約', { adoption_signal: 'prompt_or_tooling_adjusted: prompt v3' })
  await learn('schema')
  bot.clock.advance({ hours: 36 })
  await report()
  await Promise.all([owner.read(), poolOwner.read()])
  await review()
  const [card, ...more] = await poolOwner.read()
  expect(more).toEqual([])
  const text = visible(card)
  expect(text).toContain('學到 3 則，其中 1 則已經改了 prompt 或工具')
  expect(text).toContain('租約（2 則）')
  expect(text).toContain('已調整：prompt_or_tooling_adjusted: prompt v3')
  expect(text).toContain('同類錯誤：之前 3 次，之後 1 次')
  expect(text).toContain('schema（1 則）')
  expect(text).toContain('還沒有調整 prompt 或工具')
  expect(text).toContain('4／0')
  expect(text).toContain('下週要改什麼')
  expect(card?.buttons.map((it) => it.label)).toEqual(['調整 prompt', '調整工具', '調整 prompt', '調整工具'])
})

test('a button makes a draft decision that another person decides; a second tap makes no second one', async () => {
  const { bot, owner, louis, poolOwner, learn, review } = await openWeek()
  await learn('租約')
  await review()
  const [card] = await owner.read()
  await Promise.all([louis.read(), poolOwner.read()])
  await owner.tap('調整 prompt', card?.id)
  expect(visible((await owner.read())[0])).toContain('變成草稿')
  // She asked, and there is no other PLS owner: Louis decides.
  const draft = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { allowedAction: 'change_prompt' },
  })
  expect(draft).toMatchObject({
    status: 'draft',
    riskLevel: 'medium',
    policyKey: expect.stringMatching(/^review:change_prompt:/),
  })
  const [asked] = await louis.read()
  expect(visible(asked)).toContain('提議：調整 prompt')
  expect(visible(asked)).toContain('重試之前先 touch 租約')
  await poolOwner.tap('調整 prompt')
  expect(visible((await poolOwner.read())[0])).toContain('已經有人提出')
  expect(
    await bot.db.prisma.workerPolicyDecision.count({ where: { policyKey: { startsWith: 'review:' } } }),
  ).toBe(1)
  await louis.tap('批准', asked?.id)
  expect(visible((await louis.read())[0])).toContain('已批准')
  expect(await bot.db.prisma.auditEntry.findFirst({ where: { verb: 'policy.draft' } })).toMatchObject({
    actorName: '林怡君',
    newState: { status: 'draft' },
  })
})

test('taps of ten people at once make one draft, and workers make none', async () => {
  const { bot, learn } = await openWeek()
  const { id: lessonId } = await learn('租約')
  const members = await bot.db.prisma.member.findMany({ where: { role: { not: 'worker' } } })
  const taps = Array.from({ length: 10 }, (_, n) => members[n % members.length]).flatMap((it) =>
    it ? [asActor(it)] : [],
  )
  const made = await Promise.all(
    taps.map((actor) => draftChange({ ...bot.ctx, actor }, { lessonId, change: 'change_tooling' })),
  )
  expect(made.filter((it) => it.isNew)).toHaveLength(1)
  expect(new Set(made.map((it) => it.policy.id)).size).toBe(1)
  const worker = {
    kind: 'member',
    id: bot.ctx.ids.uuid(),
    name: 'x',
    role: 'worker',
    pool: 'default',
  } as const
  const refused = draftChange({ ...bot.ctx, actor: worker }, { lessonId, change: 'change_prompt' })
  await expect(refused).rejects.toMatchObject({ code: 'wrong-role' })
})

test('a week without lessons and repeated errors is not told', async () => {
  const { owner, poolOwner, review } = await openWeek()
  await review()
  for (const phone of [owner, poolOwner]) expect(await phone.read()).toEqual([])
})

test('on day 14 the card says what is connected, on day 30 what was learnt', async () => {
  const { bot, louis, learn } = await openWeek()
  await learn('租約')
  bot.clock.advance({ hours: 15 * 24 })
  await runDueSlots(bot.ctx, PLAN, ['d14-matrix'])
  const matrix = visible((await louis.read()).at(-1))
  expect(matrix).toContain('批准矩陣和工作表接上了嗎')
  expect(matrix).toContain('還沒接上：政策三問已回答、工作已建檔')
  bot.clock.advance({ hours: 16 * 24 })
  await runDueSlots(bot.ctx, PLAN, ['d30-memory'])
  expect(visible((await louis.read()).at(-1))).toContain('第 30 天回顧')
})

test('計分卡 and 優先 answer in chat, in either language', async () => {
  const { owner, learn, bot } = await openWeek()
  await owner.send('優先')
  expect(visible((await owner.read())[0])).toContain('還沒有下一輪的優先事項')
  await learn('租約')
  bot.clock.advance({ seconds: 1 })
  await owner.send('ＰＲＩＯＲＩＴＩＥＳ')
  expect(visible((await owner.read())[0])).toContain('租約：先查租約剩多久')
  await owner.send('計分卡')
  expect(visible((await owner.read())[0])).toContain('目前的計分卡（第 1 天）')
  await owner.send('scorecard')
  expect(visible((await owner.read())[0])).toContain('五項標準')
})
