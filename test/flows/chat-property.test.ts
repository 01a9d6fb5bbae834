import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { climbLadder } from '../../src/domain/silence.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import type { Phone } from '../support/phone.ts'

const SEQUENCES = 40
const STEPS = 12

const WORDS = [
  '待批',
  'pending',
  '政策',
  '回報',
  '回報 上傳卡住',
  '取消',
  '代理',
  '調整',
  '語言',
  '說明',
  '我是誰',
  '停止 測試',
  '恢復',
  '解除綁定',
  '綁定 AAAAA-BBBBB',
  '隨便說說',
  '因為證據不夠',
  '拒絕原因：',
  'Reason: 換個做法',
  '\u0000',
  '😀'.repeat(50),
  '{"$eval":"alt"}',
  ' ',
  '作戰台',
  '計分卡',
  '優先',
]

type Step =
  | { kind: 'text'; who: number; words: string }
  | { kind: 'tap'; who: number; message: number; button: number; twice: boolean }
  | { kind: 'stolen'; who: number; from: number; message: number }
  | { kind: 'forged'; who: number; data: string }
  | { kind: 'edit' | 'unsend' | 'block' | 'unblock'; who: number }
  | { kind: 'errors'; repair: string; phase: string }
  | { kind: 'time'; minutes: number }

const who = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('text' as const), who, words: fc.constantFrom(...WORDS) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('tap' as const),
      who,
      message: fc.nat(30),
      button: fc.nat(5),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('stolen' as const), who, from: who, message: fc.nat(30) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('forged' as const),
      who,
      data: fc.string({ minLength: 1, maxLength: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('unsend' as const, 'block' as const, 'unblock' as const),
      who,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('errors' as const),
      repair: fc.constantFrom('retry once', 'requeue_job', 'release'),
      phase: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  },
)

const buttonsOf = async (phone: Phone) =>
  (await phone.all()).filter((it) => it.from === 'bot' && it.buttons.some((button) => button.data))

async function tapAnything(phone: Phone, it: Extract<Step, { kind: 'tap' }>): Promise<void> {
  const messages = await buttonsOf(phone)
  const message = messages[it.message % Math.max(messages.length, 1)]
  const buttons = message?.buttons.filter((button) => button.data) ?? []
  const button = buttons[it.button % Math.max(buttons.length, 1)]
  if (!button?.data) return
  for (let times = 0; times < (it.twice ? 2 : 1); times += 1)
    await phone.sim('postback', { data: button.data, params: { date: '2030-01-01' } })
}

/** A button of somebody else's card, pressed by one who should not. */
async function tapStolen(phones: Phone[], it: Extract<Step, { kind: 'stolen' }>): Promise<void> {
  const [self, other] = [phones[it.who], phones[it.from]]
  const messages = other ? await buttonsOf(other) : []
  const data = messages[it.message % Math.max(messages.length, 1)]?.buttons.find(
    (button) => button.data,
  )?.data
  if (data) await self?.sim('postback', { data })
}

async function play(bot: Bot, phones: Phone[], it: Step): Promise<void> {
  const phone = 'who' in it ? phones[it.who] : undefined
  if (it.kind === 'text') await phone?.sim('text', { text: it.words })
  else if (it.kind === 'tap' && phone) await tapAnything(phone, it)
  else if (it.kind === 'stolen') await tapStolen(phones, it)
  else if (it.kind === 'forged') await phone?.sim('postback', { data: it.data })
  else if (it.kind === 'errors') await aProposal(bot, { repair_action: it.repair, phase: it.phase })
  else if (it.kind === 'time') bot.clock.advance({ minutes: it.minutes })
  else if (it.kind === 'unsend') {
    const own = (await phone?.all())?.filter((one) => one.from === 'user').at(-1)
    if (own) await phone?.sim('unsend', { message_id: own.id })
  } else await phone?.sim(it.kind, {})
  const system = { ...bot.ctx, actor: { kind: 'system' as const, name: 'test' } }
  await climbLadder(system)
  await expireUnanswered(system)
  await bot.runTasks()
}

async function expectNothingForbidden(bot: Bot): Promise<void> {
  const { prisma } = bot.db
  expect(await prisma.inboxEvent.count({ where: { OR: [{ handledAt: null }, { outcome: 'failed' }] } })).toBe(
    0,
  )
  expect(await prisma.delivery.count({ where: { status: { in: ['dead', 'pending'] } } })).toBe(0)
  const decided = await prisma.workerPolicyDecision.findMany({ where: { status: { not: 'draft' } } })
  for (const it of decided) {
    expect(
      it.decidedByRole === 'louis' || (it.riskLevel !== 'high' && it.decidedByRole === 'pls_owner'),
    ).toBe(true)
    const entries = await prisma.auditEntry.count({
      where: { subject: `policy:${it.id}`, verb: { in: ['policy.approve', 'policy.reject'] } },
    })
    expect(entries).toBeGreaterThan(0)
    if (it.status === 'rejected') expect(it.reason).toBeTruthy()
  }
}

test('whatever people type, tap, forge, take back and block, nothing is decided that may not be', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: STEPS }), async (steps) => {
      const bot = await startBot()
      const phones = [
        await bot.person('louis', 'Louis'),
        await bot.person('pls_owner', '林怡君'),
        await bot.person('pool_owner', '陳柏翰', 'en'),
        await bot.person('worker', '王小明'),
      ]
      await askPolicies(bot.ctx)
      await bot.runTasks()
      for (const it of steps) await play(bot, phones, it)
      await expectNothingForbidden(bot)
    }),
    { numRuns: SEQUENCES, seed: 20261122 },
  )
})
