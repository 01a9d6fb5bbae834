import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'

test('the second error of one kind opens a proposal, and a tap decides it', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const token = await bot.token('worker')
  const post = (body: object) => bot.request('POST', '/api/pls/worker-repair-events', { token, body })

  const first = await post(anEvent())
  expect(first.status, JSON.stringify(first.body)).toBe(201)
  expect(first.body).toMatchObject({ occurrences: 1, proposal: null, next_step: 'retry_once' })
  expect(await owner.read()).toEqual([])
  const second = await post(
    anEvent({ raw_command_output: { stderr: 'curl: (7) fetch failed: Connection reset by peer' } }),
  )
  expect(second.body).toMatchObject({ occurrences: 2, proposal: { status: 'draft' }, next_step: 'propose' })

  const [card] = await owner.read()
  expect(card).toMatchObject({ type: 'flex', via: 'push' })
  expect(visible(card)).toContain('Connection reset by peer')
  await owner.tap('批准')
  const [answer] = await owner.read()
  expect(answer).toMatchObject({ type: 'flex', via: 'reply' })
  expect(visible(answer)).toContain('已批准')

  const rows = await bot.db.prisma.workerPolicyDecision.findMany()
  expect(rows).toMatchObject([{ status: 'approved', version: 2, decidedBy: '林怡君', riskLevel: 'low' }])
  const audit = await bot.db.prisma.auditEntry.findFirst({ where: { verb: 'policy.approve' } })
  expect(audit).toMatchObject({
    actorName: '林怡君',
    oldState: { status: 'draft' },
    newState: { status: 'approved' },
    rawCommandOutput: expect.stringContaining('Connection reset by peer'),
    reason: '在 LINE 點選批准',
  })
})

test('a rejection asks for its reason and keeps it', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  await aProposal(bot)
  await owner.read()
  await owner.tap('拒絕')
  const [question] = await owner.read()
  expect(visible(question)).toContain('為什麼拒絕')
  expect((await bot.db.prisma.workerPolicyDecision.findFirst())?.status).toBe('draft')
  await owner.send('請先確認對方的 API 是不是改版了')
  expect(visible((await owner.read())[0])).toContain('已拒絕')
  expect(await bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
    status: 'rejected',
    reason: '請先確認對方的 API 是不是改版了',
  })
})
