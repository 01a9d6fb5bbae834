import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'
import { aDeadMessage } from './scene.ts'
import { signedIn } from './visit.ts'

const policyOf = (bot: Bot, id: string) =>
  bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { id } })

/** A high-risk action that a worker asks for. */
async function aHighRisk(bot: Bot) {
  const token = await bot.token('worker')
  const body = {
    job_id: randomUUID(),
    worker_id: 'codex-02',
    action: 'release',
    target: 'job 4711',
    reason: 'stuck',
    raw_command_output: 'no heartbeat',
  }
  const { body: asked } = await bot.request('POST', '/api/pls/self-heal-actions', { token, body })
  await bot.runTasks()
  const row = await bot.db.prisma.selfHealAction.findUniqueOrThrow({ where: { id: String(asked.id) } })
  return { id: row.policyDecisionId ?? '', actionId: row.id }
}

test('an approval in the console is told to whom the card went, and the card in LINE then says who decided', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const other = await bot.person('pls_owner', '周雅婷')
  const { proposal } = await aProposal(bot)
  const [card] = await other.read()
  const inside = await signedIn(bot, owner)
  const page = await inside.get(`/console/proposals/${proposal.id}`)
  expect(page.html).toContain('Connection reset by peer')
  const done = await inside.post(`/console/proposals/${proposal.id}/approve`, { version: '1' })
  expect(done.location).toBe(`/console/proposals/${proposal.id}?done=approved`)
  expect((await inside.get(done.location ?? '')).html).toContain('LINE 上的卡片也會這樣回答')
  expect(await policyOf(bot, proposal.id)).toMatchObject({
    status: 'approved',
    decidedBy: '林怡君',
    version: 2,
  })
  expect(visible((await other.read()).at(-1))).toContain('已批准')
  await other.tap('批准', card?.id)
  expect(visible((await other.read()).at(-1))).toContain('林怡君')
})

test('a rejection needs a reason, and the worker’s side gets it', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { proposal } = await aProposal(bot)
  const inside = await signedIn(bot, owner)
  await inside.get(`/console/proposals/${proposal.id}`)
  const empty = await inside.post(`/console/proposals/${proposal.id}/reject`, { version: '1', reason: '  ' })
  expect(empty.status).toBe(400)
  expect((await policyOf(bot, proposal.id)).status).toBe('draft')
  await inside.post(`/console/proposals/${proposal.id}/reject`, { version: '1', reason: '證據不夠' })
  expect(await policyOf(bot, proposal.id)).toMatchObject({ status: 'rejected', reason: '證據不夠' })
})

test('high risk takes two steps by Louis: the first decides nothing, the second is good for two minutes and this session', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const { id, actionId } = await aHighRisk(bot)
  const inside = await signedIn(bot, louis)
  const path = `/console/proposals/${id}`
  const sealOf = (html: string) => /name="seal" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const first = await inside.post(`${path}/approve`, { version: '1' })
  expect(first.html).toContain('job 4711')
  expect((await policyOf(bot, id)).status).toBe('draft')
  const elsewhere = await signedIn(bot, louis)
  expect((await elsewhere.post(`${path}/confirm`, { seal: sealOf(first.html) })).status).toBe(400)
  bot.clock.advance({ minutes: 2, seconds: 1 })
  const late = await inside.post(`${path}/confirm`, { seal: sealOf(first.html) })
  expect([late.status, late.html.includes('確認的時間過了')]).toEqual([409, true])
  expect((await policyOf(bot, id)).status).toBe('draft')
  const again = await inside.post(`${path}/approve`, { version: '1' })
  expect((await inside.post(`${path}/confirm`, { seal: 'x' })).status).toBe(400)
  expect((await inside.post(`${path}/confirm`, { seal: sealOf(again.html) })).status).toBe(303)
  expect(await policyOf(bot, id)).toMatchObject({ status: 'approved', decidedByRole: 'louis' })
  expect(await bot.db.prisma.selfHealGrant.count({ where: { actionId, usedAt: null } })).toBe(1)
})

test('a PLS owner and a pool owner may read a high risk, and are refused to decide it', async () => {
  const bot = await startBot()
  const people = [await bot.person('pls_owner', '林怡君'), await bot.person('pool_owner', '陳柏翰')]
  const { id } = await aHighRisk(bot)
  for (const phone of people) {
    const inside = await signedIn(bot, phone)
    const page = await inside.get(`/console/proposals/${id}`)
    expect(page.html).toContain('由 Louis 決定')
    expect(page.html).not.toContain(`${id}/approve`)
    expect((await inside.post(`/console/proposals/${id}/approve`, { version: '1' })).status).toBe(403)
    expect((await inside.post(`/console/proposals/${id}/reject`, { version: '1', reason: 'x' })).status).toBe(
      403,
    )
  }
  expect((await policyOf(bot, id)).status).toBe('draft')
})

test('of two who decide at once one wins; the other is told, and an old page decides nothing', async () => {
  const bot = await startBot()
  const a = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  const b = await signedIn(bot, await bot.person('pls_owner', '周雅婷'))
  const { proposal } = await aProposal(bot)
  const path = `/console/proposals/${proposal.id}`
  const answers = await Promise.all([
    a.post(`${path}/approve`, { version: '1' }),
    b.post(`${path}/reject`, { version: '1', reason: 'x' }),
  ])
  expect(answers.map((it) => it.status).sort()).toEqual([303, 409])
  expect(answers.find((it) => it.status === 409)?.html).toContain('已經決定了')
  const old = await a.post(`${path}/approve`, { version: '7' })
  expect(old.status).toBe(409)
})

test('an approval is taken back with a reason, and the kill switch is Louis’s alone', async () => {
  const bot = await startBot()
  const louis = await signedIn(bot, await bot.person('louis', 'Louis'))
  const owner = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  const { proposal } = await aProposal(bot)
  const path = `/console/proposals/${proposal.id}`
  await owner.post(`${path}/approve`, { version: '1' })
  expect((await owner.post(`${path}/retire`, { version: '2', reason: '' })).status).toBe(400)
  expect((await owner.post(`${path}/retire`, { version: '2', reason: '不需要了' })).status).toBe(303)
  expect((await policyOf(bot, proposal.id)).status).toBe('retired')
  expect((await owner.post('/console/settings/halt', { reason: 'x' })).status).toBe(403)
  expect((await louis.post('/console/settings/halt', { reason: '正式環境異常' })).status).toBe(303)
  expect((await owner.get('/console')).html).toContain('全部停止中：正式環境異常')
  expect((await louis.post('/console/settings/resume')).status).toBe(303)
  expect(await bot.db.prisma.halt.count({ where: { resumedAt: null } })).toBe(0)
})

test('an action of the catalogue is decided beforehand in the matrix; a high risk never is', async () => {
  const bot = await startBot()
  const owner = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  expect((await owner.get('/console/matrix/action%3Arequeue_job')).html).toContain('事先決定')
  const made = await owner.post('/console/matrix/action%3Arequeue_job', {
    status: 'approved',
    reason: '可以',
  })
  expect(made.location).toMatch(/\/console\/proposals\/[\w-]{36}\?done=approved/)
  const high = await owner.post('/console/matrix/action%3Arelease', { status: 'approved', reason: '可以' })
  expect([403, 409]).toContain(high.status)
  expect(await bot.db.prisma.workerPolicyDecision.count()).toBe(1)
})

test('a dead message is sent again once, as a message of its own, with an entry in the audit log', async () => {
  const bot = await startBot()
  const owner = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  const pool = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  await aDeadMessage(bot, '陳柏翰')
  await bot.runTasks()
  const dead = await bot.db.prisma.delivery.findFirstOrThrow({ where: { status: 'dead' } })
  expect((await owner.get('/console/line?status=dead')).html).toContain('LINE answered push with 400')
  expect((await pool.post(`/console/line/${dead.id}/resend`)).status).toBe(403)
  const presses = await Promise.all([1, 2, 3].map(() => owner.post(`/console/line/${dead.id}/resend`)))
  expect(presses.map((it) => it.status).sort()).toEqual([303, 409, 409])
  const again = await bot.db.prisma.delivery.findMany({ where: { dedupeKey: `resend:${dead.id}` } })
  expect(again).toHaveLength(1)
  expect(again[0]?.id).not.toBe(dead.id)
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'delivery.resend' } })).toBe(1)
})

test('Louis invites anybody, a PLS owner workers and pool owners, a pool owner nobody; the code binds', async () => {
  const bot = await startBot()
  const louis = await signedIn(bot, await bot.person('louis', 'Louis'))
  const owner = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  const pool = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  const invite = { name: '新人', role: 'louis', locale: 'zh-TW', pool: 'default' }
  expect((await pool.post('/console/settings/invites', { ...invite, role: 'worker' })).status).toBe(403)
  expect((await owner.post('/console/settings/invites', invite)).status).toBe(403)
  expect((await owner.post('/console/settings/invites', { ...invite, role: 'worker' })).status).toBe(201)
  const made = await louis.post('/console/settings/invites', invite)
  expect(made.status).toBe(201)
  expect(made.html).toContain('data:image/png;base64,')
  const code = /綁定 ([A-Z0-9]{5}-[A-Z0-9]{5})/.exec(made.html)?.[1] ?? ''
  const phone = await bot.stranger('新人')
  await phone.send(`綁定 ${code}`)
  expect(visible((await phone.read()).at(-1))).toContain('Louis')
  const entries = await bot.db.prisma.auditEntry.findMany({
    where: { verb: { startsWith: 'invite.' }, actor: { startsWith: 'member:' } },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((it) => [it.verb, it.actorName])).toEqual([
    ['invite.create', '林怡君'],
    ['invite.create', 'Louis'],
  ])
  const system = { verb: 'invite.create', actor: { startsWith: 'system:' } }
  expect(await bot.db.prisma.auditEntry.count({ where: system })).toBe(0)
})
