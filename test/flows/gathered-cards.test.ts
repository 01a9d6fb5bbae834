import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { resendDelivery } from '../../src/domain/deliveries/resend.ts'
import { claim } from '../../src/line/outbox/claim.ts'
import { sendDelivery } from '../../src/line/outbox/send-delivery.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { callsOf, PUSH, planFault } from '../support/line-calls.ts'
import { type Received, visible } from '../support/phone.ts'

async function openScene() {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const openAll = async (...phases: string[]) => {
    for (const phase of phases) await aProposal(bot, { phase })
  }
  const pass = async (minutes: number) => {
    bot.clock.advance({ minutes })
    await bot.runTasks()
  }
  const rows = () =>
    bot.db.prisma.delivery.findMany({
      where: { template: 'proposal', replyToken: null },
      orderBy: { id: 'asc' },
    })
  const pushes = async () => (await callsOf(bot, PUSH)).filter((it) => it.status === 200)
  return { bot, owner, openAll, pass, rows, pushes }
}

const approvals = (it: Received | undefined) => (it?.buttons ?? []).filter(({ label }) => label === '批准')
const isCarousel = (it: Received | undefined) => approvals(it).every(({ bubble }) => bubble !== null)

/** The draft about the error in this phase. */
const draftOf = (bot: Bot, phase: string) =>
  bot.db.prisma.workerPolicyDecision.findFirstOrThrow({ where: { policyKey: { contains: `:${phase}:` } } })

const approve = async (bot: Bot, phase: string) => {
  const { policyKey } = await draftOf(bot, phase)
  const path = `/api/pls/worker-policy/${encodeURIComponent(policyKey)}`
  const body = { status: 'approved', reason: 'seen elsewhere' }
  const token = await bot.token('pls_owner')
  expect((await bot.request('PATCH', path, { token, body })).status).toBe(200)
}

test('the first of similar proposals comes at once, those of its ten minutes together in one push, and each is decided by itself', async () => {
  const { bot, owner, openAll, pass, rows, pushes } = await openScene()
  await openAll('download')
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([1])
  await pass(4)
  await openAll('unpack', 'upload')
  await pass(5)
  await openAll('verify')
  expect(await owner.read()).toEqual([])
  await pass(1)
  const [carousel, ...more] = await owner.read()
  expect(more).toEqual([])
  expect(await pushes()).toHaveLength(2)
  expect(approvals(carousel).map((it) => it.bubble)).toEqual([1, 2, 3])
  expect(carousel?.alt_text).toBe('【低風險】3 件類似的修復提案：抓取失敗，請您逐一批准或拒絕')

  await owner.tap('批准', carousel?.id, 2)
  const [answer] = await owner.read()
  expect(answer?.via).toBe('reply')
  expect(visible(answer)).toContain('已批准')
  expect(visible(answer)).toContain('upload')
  const statuses = await Promise.all(['unpack', 'upload', 'verify'].map((it) => draftOf(bot, it)))
  expect(statuses.map((it) => it.status)).toEqual(['draft', 'approved', 'draft'])
  await owner.tap('批准', carousel?.id, 2)
  expect(visible((await owner.read())[0])).toContain('不需要再按一次')
  await owner.tap('拒絕', carousel?.id, 3)
  await owner.tap('證據不夠')
  expect((await draftOf(bot, 'verify')).status).toBe('rejected')

  const [first, ...gathered] = await rows()
  // Whichever task the queue runs first takes the others along.
  const leaders = gathered.filter((it) => it.carriedBy === null)
  expect(leaders).toHaveLength(1)
  expect(first?.carriedBy).toBeNull()
  for (const it of gathered) {
    expect([it.status, it.lineRequestId]).toEqual(['sent', leaders[0]?.lineRequestId])
    if (it !== leaders[0]) expect(it.carriedBy).toBe(leaders[0]?.id)
  }
})

test('whoever has decided all that came before gets the next one at once', async () => {
  const { owner, openAll, pushes } = await openScene()
  for (const phase of ['download', 'unpack', 'upload']) {
    await openAll(phase)
    const [card] = await owner.read()
    expect(isCarousel(card)).toBe(false)
    await owner.tap('批准', card?.id)
    expect(visible((await owner.read())[0])).toContain('已批准')
  }
  expect(await pushes()).toHaveLength(3)
  await openAll('verify')
  expect(await owner.read()).toHaveLength(1)
  await openAll('index')
  expect(await owner.read()).toEqual([])
})

test('one alone is an ordinary card, and after the ten minutes the next one is a first one again', async () => {
  const { owner, openAll, pass, pushes } = await openScene()
  await openAll('download', 'upload')
  await owner.read()
  await pass(10)
  const [card] = await owner.read()
  expect(isCarousel(card)).toBe(false)
  expect(approvals(card)).toHaveLength(1)
  await openAll('verify')
  expect(await owner.read()).toHaveLength(1)
  expect(await pushes()).toHaveLength(3)
})

test('what differs in event, repair or risk comes at once, each by itself', async () => {
  const { bot, owner } = await openScene()
  await aProposal(bot, { phase: 'a' })
  await aProposal(bot, { phase: 'b', event_type: 'claim_idle' })
  await aProposal(bot, { phase: 'c', repair_action: 'touch' })
  await aProposal(bot, { phase: 'd', repair_action: 'requeue_job' })
  await aProposal(bot, { phase: 'e', repair_action: 'requeue_job' })
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([1, 1, 1, 1, 1])
})

test('each approver gets his own: who was bound later has his first one at once', async () => {
  const { bot, owner, openAll, pass } = await openScene()
  await openAll('download')
  const second = await bot.person('pls_owner', '張志明')
  await openAll('upload', 'verify')
  await owner.read()
  expect((await second.read()).map((it) => approvals(it).length)).toEqual([1])
  await pass(10)
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([2])
  expect((await second.read()).map((it) => approvals(it).length)).toEqual([1])
})

test('what was decided before the others go out is left out, and who never saw it is told nothing', async () => {
  const { bot, owner, openAll, pass, rows } = await openScene()
  await openAll('download', 'unpack', 'upload', 'verify')
  await owner.read()
  await approve(bot, 'unpack')
  await pass(10)
  const told = await owner.read()
  expect(told.map((it) => approvals(it).length)).toEqual([2])
  expect(visible(told[0])).not.toContain('unpack')
  const leftOut = (await rows()).filter((it) => it.status === 'settled')
  expect(leftOut.map((it) => it.lastError)).toEqual([expect.stringContaining('before its turn')])
  // Who has the card is told.
  await approve(bot, 'upload')
  expect((await owner.read()).map(visible)).toEqual([expect.stringContaining('已批准')])
})

test('when all of them were decided meanwhile nothing is pushed', async () => {
  const { bot, owner, openAll, pass, pushes } = await openScene()
  await openAll('download', 'unpack', 'upload')
  await owner.read()
  await approve(bot, 'unpack')
  await approve(bot, 'upload')
  await pass(10)
  expect(await owner.read()).toEqual([])
  expect(await pushes()).toHaveLength(1)
})

test('similar proposals that open at the same moment: one comes at once, the others together', async () => {
  const { bot, owner, pass } = await openScene()
  const token = await bot.token('worker')
  const phases = ['a', 'b', 'c', 'd', 'e']
  const report = (phase: string) =>
    bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent({ phase }) })
  await Promise.all(phases.map(report))
  await Promise.all(phases.map(report))
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([1])
  await pass(10)
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([4])
})

test('two replicas that send all of them at the same moment make one push', async () => {
  const { bot, owner, openAll, rows, pushes } = await openScene()
  await openAll('download', 'unpack', 'upload', 'verify')
  await owner.read()
  const other = openDatabase(bot.database.appUrl, 5)
  onTestFinished(() => other.close())
  bot.clock.advance({ minutes: 10 })
  const gathered = (await rows()).filter((it) => it.dueAt !== null)
  const replicas = [bot.services, { ...bot.services, db: other }]
  await Promise.all(gathered.flatMap(({ id }) => replicas.map((it) => sendDelivery(it, id))))
  await bot.runTasks()
  expect((await owner.read()).map((it) => approvals(it).length)).toEqual([3])
  expect(await pushes()).toHaveLength(2)
  expect((await rows()).map((it) => it.status)).toEqual(Array(4).fill('sent'))
})

test('killed between the claim and the push, the same cards go out once, with the bytes of the claim', async () => {
  const { bot, owner, openAll, pass, rows } = await openScene()
  await openAll('download', 'unpack', 'upload')
  await owner.read()
  bot.clock.advance({ minutes: 10 })
  const [leader] = (await rows()).filter((it) => it.dueAt !== null)
  if (!leader) throw new Error('nothing was gathered')
  const claimed = await claim(bot.services, leader)
  // It was killed here; what came later does not change what was claimed.
  await approve(bot, 'upload')
  await pass(1)
  const [carousel] = (await owner.read()).filter((it) => approvals(it).length > 0)
  expect(approvals(carousel)).toHaveLength(2)
  const [, push] = await callsOf(bot, PUSH)
  expect(push).toMatchObject({ retry_key: leader.id, messages: claimed?.messages })
  expect((await rows()).map((it) => it.status)).toEqual(['sent', 'sent', 'sent'])
})

test.each(['500-after', 'hang-after', '500-before'])(
  'after %s the whole push is sent again with the same bytes and key, and arrives once',
  async (kind) => {
    const { bot, owner, openAll, pass, rows } = await openScene()
    await openAll('download', 'unpack', 'upload')
    await owner.read()
    await planFault(bot, PUSH, kind)
    await pass(10)
    await pass(10)
    expect((await owner.read()).map((it) => approvals(it).length)).toEqual([2])
    const [, first, second, ...more] = await callsOf(bot, PUSH)
    expect(more).toEqual([])
    expect(second).toMatchObject({ retry_key: first?.retry_key, messages: first?.messages })
    expect((await rows()).map((it) => it.status)).toEqual(['sent', 'sent', 'sent'])
  },
  30_000,
)

test('when LINE refuses the push all in it are dead, and each is sent again by itself', async () => {
  const { bot, owner, openAll, pass, rows } = await openScene()
  await openAll('download', 'unpack', 'upload')
  await owner.read()
  await bot.request('POST', '/_sim/reset', { at: bot.sim.url })
  await pass(10)
  const dead = (await rows()).filter((it) => it.status === 'dead')
  expect(dead.map((it) => it.lastError)).toEqual(Array(2).fill(expect.stringMatching(/400.*Failed to send/)))
  const body = { name: '林怡君', user_id: owner.userId, silent: true }
  await bot.request('POST', '/_sim/users', { at: bot.sim.url, body })
  for (const it of dead) await resendDelivery(bot.ctx, it.id)
  await bot.runTasks()
  const cards = (await owner.all()).filter((it) => approvals(it).length > 0)
  expect(cards.map((it) => [approvals(it).length, isCarousel(it)])).toEqual(Array(2).fill([1, false]))
})

test('more than five messages hold goes out in the next push, and the first one says so', async () => {
  const { bot, owner, pass, rows } = await openScene()
  const token = await bot.token('worker')
  const phases = [...'abcdefg'].flatMap((a) => [...'hijkl'].map((b) => `phase-${a}${b}`))
  for (const phase of [...phases, ...phases]) {
    const body = anEvent({ phase, raw_command_output: `fetch failed ${'抓'.repeat(1_900)}` })
    await bot.request('POST', '/api/pls/worker-repair-events', { token, body })
  }
  await owner.read()
  await pass(10)
  const found = await owner.read()
  const shown = found.map((it) => approvals(it).length)
  expect(shown.reduce((sum, it) => sum + it, 0)).toBe(34)
  const note = found.find((it) => it.type === 'text')
  const before = shown.slice(0, found.indexOf(note as Received)).reduce((sum, it) => sum + it, 0)
  expect(found.indexOf(note as Received)).toBe(4)
  expect(visible(note)).toBe(`還有 ${34 - before} 件放不下，請輸入「待批」查看。`)
  expect(new Set(found.map((it) => it.retry_key)).size).toBe(2)
  expect((await rows()).map((it) => it.status)).toEqual(Array(35).fill('sent'))
}, 60_000)
