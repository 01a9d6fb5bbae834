import { expect, test } from 'vitest'
import { createInvite } from '../../src/domain/members/invite.ts'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'

const ROUNDS = 20

test('two approvers who tap at once, twenty times: one decision each, and the loser is told who decided', async () => {
  const bot = await startBot()
  const people = [await bot.person('pls_owner', '林怡君'), await bot.person('pls_owner', '張志明')]
  let longest = 0
  for (let n = 0; n < ROUNDS; n += 1) {
    // Those after the first come together, later: each is the first here.
    bot.clock.advance({ minutes: 10 })
    await aProposal(bot, { phase: `phase ${'abcdefghijklmnopqrst'[n]}` })
    const cards = await Promise.all(
      people.map(async (it) => (await it.read()).find((card) => card.buttons.length > 0)),
    )
    await Promise.all(
      people.map((it, index) => it.sim('tap', { label: '批准', message_id: cards[index]?.id })),
    )
    await bot.runTasks()
    const answers = await Promise.all(people.map((it) => it.read()))
    const won = answers.map((it) => it.some((message) => message.via === 'reply' && message.type === 'flex'))
    expect(won.filter(Boolean), `round ${n}`).toHaveLength(1)
    const winner = won.indexOf(true)
    const loser = answers[1 - winner]?.map(visible).join('\n')
    expect(loser).toContain(winner === 0 ? '林怡君' : '張志明')
    expect(loser).toContain('沒有改變任何事')
    longest = Math.max(longest, ...answers.map((it) => it.length))
  }
  const rows = await bot.db.prisma.workerPolicyDecision.findMany()
  expect(rows.map((it) => [it.status, it.version])).toEqual(Array(ROUNDS).fill(['approved', 2]))
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'policy.approve' } })).toBe(ROUNDS)
  // The loser also holds the card, and is told of the decision: a push, and the answer to the tap.
  expect(longest).toBe(2)
})

test('a hundred equal events at once open one proposal, with one card for each approver', async () => {
  const bot = await startBot()
  const people = [await bot.person('pls_owner', '林怡君'), await bot.person('pls_owner', '張志明')]
  const token = await bot.token('worker')
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      bot.request('POST', '/api/pls/worker-repair-events', {
        token,
        body: anEvent({ worker_id: `codex-${n}` }),
      }),
    ),
  )
  expect(answers.map((it) => it.status)).toEqual(Array(100).fill(201))
  const counts = answers.map((it) => it.body.occurrences as number)
  expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
  expect(new Set(answers.flatMap((it) => (it.body.proposal as { id: string } | null)?.id ?? [])).size).toBe(1)
  await bot.runTasks()
  for (const it of people) expect((await it.read()).filter((card) => card.type === 'flex')).toHaveLength(1)
  const { prisma } = bot.db
  expect(await prisma.workerPolicyDecision.count()).toBe(1)
  expect(await prisma.repairProposal.count()).toBe(1)
  expect(await prisma.auditEntry.count({ where: { verb: 'proposal.open' } })).toBe(1)
  expect(await prisma.workerRepairEvent.count()).toBe(100)
})

test('one webhook event delivered twenty times at once is handled once', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  const [card] = await owner.read()
  const data = card?.buttons.find((it) => it.label === '批准')?.data
  const event = {
    type: 'postback',
    mode: 'active',
    timestamp: bot.clock.now().getTime(),
    source: { type: 'user', userId: owner.userId },
    webhookEventId: '01JDCOUNTERSIGN00000000001',
    deliveryContext: { isRedelivery: false },
    postback: { data },
  }
  const body = { events: [event], count: 20 }
  const sent = await bot.request('POST', '/_sim/webhook', { at: bot.sim.url, body })
  expect((sent.body.results as { status: number }[]).map((it) => it.status)).toEqual(Array(20).fill(200))
  await bot.runTasks()
  expect((await owner.read()).map(visible)).toEqual([expect.stringContaining('已批准')])
  expect(await bot.db.prisma.inboxEvent.count({ where: { webhookEventId: event.webhookEventId } })).toBe(1)
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'policy.approve' } })).toBe(1)
})

test('one person who taps the same button ten times at once decides once', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  const [card] = await owner.read()
  await Promise.all(
    Array.from({ length: 10 }, () => owner.sim('tap', { label: '批准', message_id: card?.id })),
  )
  await bot.runTasks()
  const answers = (await owner.read()).map(visible)
  expect(answers).toHaveLength(10)
  expect(answers.filter((it) => it.includes('不需要再按一次'))).toHaveLength(9)
  expect(await bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
    status: 'approved',
    version: 2,
  })
})

test('two people cannot use one invite code, however close they are', async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const { code } = await createInvite(bot.ctx, { role: 'pls_owner', name: '林怡君', locale: 'zh-TW' })
  const people = [await bot.stranger('A'), await bot.stranger('B'), await bot.stranger('C')]
  await Promise.all(people.map((it) => it.sim('text', { text: `綁定 ${code}` })))
  await bot.runTasks()
  const answers = await Promise.all(people.map(async (it) => visible((await it.read())[0])))
  expect(answers.filter((it) => it.includes('綁定完成'))).toHaveLength(1)
  expect(await bot.db.prisma.member.count({ where: { role: 'pls_owner' } })).toBe(1)
})

test('asks at the same moment leave three questions, asked at least once', async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const asks = await Promise.allSettled([askPolicies(bot.ctx), askPolicies(bot.ctx), askPolicies(bot.ctx)])
  await bot.runTasks()
  expect(asks.map((it) => it.status)).toContain('fulfilled')
  expect(await bot.db.prisma.workerPolicyDecision.count()).toBe(3)
})
