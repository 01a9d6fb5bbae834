import { expect, test } from 'vitest'
import { playD7 } from '../../src/demo/d7-story.ts'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { runDueSlots, runSlotNow } from '../../src/domain/schedules/run-due.ts'
import { startBot } from '../support/bot.ts'
import { type Phone, visible } from '../support/phone.ts'
import { PLAN } from '../support/replicas.ts'

test('seven days as they are meant to go end in a scorecard that says sufficient', async () => {
  const bot = await startBot()
  const phones: Record<string, Phone> = {
    Louis: await bot.person('louis', 'Louis'),
    林怡君: await bot.person('pls_owner', '林怡君'),
    陳柏翰: await bot.person('pool_owner', '陳柏翰'),
  }
  const token = await bot.token('worker')
  const startedAt = bot.clock.now()
  await startRound(bot.ctx, '讓自我修復看得到、管得到')
  await playD7({
    say: () => {},
    post: async (path, body) => {
      const answer = await bot.request('POST', path, { token, body })
      expect(answer.status, JSON.stringify(answer.body)).toBe(201)
      await bot.runTasks()
      return answer.body
    },
    tap: async (name, label) => phones[name]?.tap(label),
    moveDays: async (days) => bot.clock.advance({ hours: days * 24 }),
    runScorecard: async () => {
      const { deliveries } = await runSlotNow(bot.ctx, PLAN, 'd7-scorecard', null)
      expect(deliveries).toHaveLength(3)
    },
  })
  for (const phone of Object.values(phones)) {
    const last = (await phone.read()).at(-1)
    expect(last).toMatchObject({ type: 'flex', via: 'push' })
    expect(visible(last)).toContain('採用足夠')
    expect(visible(last)).toContain('第 7 天計分卡')
    for (const it of ['3 / 3', '1 / 1']) expect(visible(last)).toContain(it)
    expect(visible(last)).not.toContain('✗')
  }
  expect(await bot.db.prisma.round.findFirstOrThrow()).toMatchObject({
    adoptionVerdict: 'sufficient',
    adoptionMissing: [],
  })
  const answer = await bot.request('GET', '/api/pls/worker-reliability-scorecard', { token })
  expect(answer.body).toMatchObject({
    round: { topic: '讓自我修復看得到、管得到', started_at: startedAt.toISOString(), day: 8 },
    events: { total: 3, by_type: { fetch_failed: 2, schema_error: 1 } },
    proposals: { opened: 1, approved: 1 },
    gates: { checked: 2, passed: 1, failed: 1 },
    adoption: { verdict: 'sufficient' },
  })
  // When its set time comes, it was told already.
  bot.clock.advance({ hours: 24 })
  await runDueSlots(bot.ctx, PLAN)
  await bot.runTasks()
  for (const phone of Object.values(phones))
    expect((await phone.all()).filter((it) => visible(it).includes('第 7 天計分卡'))).toHaveLength(1)
})
