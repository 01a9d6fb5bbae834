import { expect, test } from 'vitest'
import { recordLearning } from '../../../src/domain/learning/record.ts'
import { judgeRepairs } from '../../../src/domain/repairs/judge-repairs.ts'
import { closeRound, startRound } from '../../../src/domain/rounds/rounds.ts'
import { getScorecard } from '../../../src/domain/scorecard/scorecard.ts'
import { startBot } from '../../support/bot.ts'
import { aToken } from '../../support/domain.ts'
import { anEvent } from '../../support/given.ts'
import { visible } from '../../support/phone.ts'

async function openRepair(repair_action = 'touch + retry once') {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const louis = await bot.person('louis', 'Louis')
  const token = await bot.token('worker')
  await startRound(bot.ctx, '一')
  const report = async (over: object = {}) => {
    const answer = await bot.request('POST', '/api/pls/worker-repair-events', {
      token,
      body: anEvent({ repair_action, ...over }),
    })
    await bot.runTasks()
    return answer.body as { proposal: { policy_key: string; status: string } | null }
  }
  await report()
  await report()
  await owner.tap('批准')
  await owner.read()
  const aWeek = async () => {
    bot.clock.advance({ hours: 7 * 24 })
    return judgeRepairs(bot.ctx)
  }
  const policies = () => bot.db.prisma.workerPolicyDecision.findMany({ orderBy: { createdAt: 'asc' } })
  return { bot, owner, louis, token, report, aWeek, policies }
}

test('an error that did not come again is gone: the approver is told once, and the scorecard counts it', async () => {
  const { bot, owner, louis, report, aWeek } = await openRepair()
  bot.clock.advance({ hours: 1 })
  await report({ event_type: 'schema_error', phase: 'other', raw_command_output: 'another error' })
  bot.clock.advance({ hours: 24 })
  expect(await judgeRepairs(bot.ctx)).toBe(0)
  expect(await aWeek()).toBe(1)
  expect(await judgeRepairs(bot.ctx)).toBe(0)
  const [card, ...more] = await owner.read()
  expect(more).toEqual([])
  expect(visible(card)).toContain('有效')
  expect(await louis.read()).toEqual([])
  bot.clock.advance({ seconds: 1 })
  expect((await getScorecard(bot.ctx, {})).repairs).toEqual({
    judged: 1,
    gone: 1,
    came_back: 0,
    no_traffic: 0,
  })
})

test('what the approved retry recovered did not come back', async () => {
  const { bot, report, aWeek } = await openRepair()
  bot.clock.advance({ hours: 1 })
  const raw = { exit_code: 56, stderr: 'curl: (56) fetch failed: Connection reset by peer', recovered: true }
  await report({ raw_command_output: raw })
  await aWeek()
  expect(await bot.db.prisma.repairVerdict.findMany()).toMatchObject([
    { verdict: 'gone', before: 2, after: 0 },
  ])
})

test('where nothing at all was reported, it cannot be said whether a repair helped', async () => {
  const { owner, aWeek } = await openRepair()
  await aWeek()
  expect(visible((await owner.read())[0])).toContain('沒有流量')
})

test('an error that came back raises the risk of its next proposal by one, each time', async () => {
  const { bot, owner, louis, token, report, aWeek, policies } = await openRepair()
  bot.clock.advance({ hours: 1 })
  const joined = await report()
  expect(joined.proposal?.status).toBe('approved')
  await aWeek()
  expect(visible((await owner.read())[0])).toContain('復發')
  const again = await report()
  expect(again.proposal).toMatchObject({ status: 'draft', policy_key: expect.stringMatching(/:again-1$/) })
  expect((await policies()).map((it) => it.riskLevel)).toEqual(['low', 'medium'])
  await owner.tap('批准')
  await owner.read()
  bot.clock.advance({ hours: 1 })
  await report()
  await aWeek()

  // In the next round the same: a step more, and then it is Louis's.
  const actor = aToken({ id: token })
  const lesson = { topic_key: 't', lesson: 'l', next_round_priority: 'p', adoption_signal: 's' }
  await recordLearning({ ...bot.ctx, actor }, { ...lesson, job_id: bot.ctx.ids.uuid() })
  await closeRound(bot.ctx)
  await startRound(bot.ctx, '二')
  await report()
  await report()
  expect((await policies()).map((it) => it.riskLevel)).toEqual(['low', 'medium', 'high'])
  expect((await louis.read()).map(visible).join()).toContain('高風險')
})

test('a repair that was taken back in the meantime gets no verdict', async () => {
  const { bot, token, aWeek, policies } = await openRepair()
  const ownerToken = await bot.token('pls_owner')
  const [policy] = await policies()
  const path = `/api/pls/worker-policy/${encodeURIComponent(policy?.policyKey ?? '')}`
  const body = { status: 'retired', reason: '先收回' }
  expect((await bot.request('PATCH', path, { token: ownerToken, body })).status).toBe(200)
  expect(token).toBeTruthy()
  expect(await aWeek()).toBe(0)
})

test('ten replicas that judge at once make one verdict and one message', async () => {
  const { bot, owner } = await openRepair()
  bot.clock.advance({ hours: 7 * 24 })
  const made = await Promise.all(Array.from({ length: 10 }, () => judgeRepairs(bot.ctx)))
  expect(made.reduce((sum, it) => sum + it, 0)).toBe(1)
  expect(await owner.read()).toHaveLength(1)
})
