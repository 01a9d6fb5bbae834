import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../../../src/domain/catalogue.ts'
import { setActionRisk } from '../../../src/domain/overrides/override.ts'
import { askPolicies } from '../../../src/domain/policies/ask.ts'
import { MATRIX_QUESTION } from '../../../src/domain/policies/keys.ts'
import { checkMessages } from '../../../src/line/limits/check-messages.ts'
import type { Locale } from '../../../src/words/words.ts'
import { choice, offered } from '../../support/catalogue.ts'
import { openConversation, SPOKEN } from '../../support/conversation.ts'
import { callsOf, PUSH } from '../../support/line-calls.ts'
import { type Phone, type Received, visible } from '../../support/phone.ts'

const LOW = ['diagnose', 'touch', 'retry_once', 'repair_proposal']
const MEDIUM = ['requeue_job', 'extend_lease', 'change_prompt', 'change_tooling']
const HIGH = ['release', 'reclaim', 'cross_project_permission', 'external_commitment']
const each = (actions: string[], risks: string[]) => Object.fromEntries(actions.map((it) => [it, risks]))

/** Louis and a PLS owner with the ask before them. */
async function openAsk(locale: Locale) {
  const it = await openConversation(locale)
  const [louis, owner] = [await it.person('louis'), await it.person('pls_owner')]
  await askPolicies(it.bot.ctx)
  const asked = { louis: await it.news(louis), owner: await it.news(owner) }
  const q3 = () =>
    it.bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { policyKey: MATRIX_QUESTION } })
  const overrides = () => it.bot.db.prisma.actionOverride.findMany({ orderBy: { action: 'asc' } })
  const set = (phone: Phone, messages: Received[], action: string, risk: 'low' | 'medium' | 'high') =>
    it.step(phone, () => phone.postback(choice(messages, action, risk)?.data ?? ''))
  const entries = (verb: string) => it.bot.db.prisma.auditEntry.findMany({ where: { verb } })
  return { it, louis, owner, asked, q3, overrides, set, entries }
}

describe.each(SPOKEN)('who approves what, in %s', (locale) => {
  test('the ask has a card for each action, one push of five messages that LINE takes', async () => {
    const { it, asked } = await openAsk(locale)
    for (const messages of Object.values(asked)) {
      expect(messages.map((one) => one.type)).toEqual(['text', 'flex', 'flex', 'flex', 'flex'])
      const approving = messages.map((one) =>
        one.buttons.filter(({ label }) => label === it.t('button.approve')),
      )
      expect(approving.map((one) => one.length)).toEqual([0, 1, 1, 0, 1])
      const all = visible(messages[3])
      for (const action of Object.keys(CATALOGUE) as (keyof typeof CATALOGUE)[]) {
        expect(all).toContain(it.t(`action.${action}`))
        expect(all).toContain(it.t(`catalogue.about.${action}`))
      }
    }
    const pushed = await callsOf(it.bot, PUSH)
    expect(pushed.map((one) => one.messages?.length)).toEqual([5, 5])
    for (const { messages } of pushed) {
      expect(checkMessages(messages ?? [], 'push')).toEqual([])
      const carousel = messages?.[3] as { contents: { contents: unknown[] } }
      expect(carousel.contents.contents).toHaveLength(Object.keys(CATALOGUE).length)
      expect(Buffer.byteLength(JSON.stringify(carousel.contents))).toBeLessThan(50_000)
    }
  })

  test('a PLS owner is offered to tighten, Louis also to loosen, and nobody anything of high risk', async () => {
    const { it, asked } = await openAsk(locale)
    expect(offered(asked.owner)).toEqual({ ...each(LOW, ['medium', 'high']), ...each(MEDIUM, ['high']) })
    expect(offered(asked.louis)).toEqual({
      ...each(LOW, ['medium', 'high']),
      ...each(MEDIUM, ['low', 'high']),
    })
    const high = visible(asked.louis[3]).split(it.t('catalogue.stays'))
    expect(high).toHaveLength(HIGH.length + 1)
  })

  test('a tap answers with the new state, that card and the question anew; then the new question is approved as shown', async () => {
    const { it, owner, asked, set, q3, overrides, entries, louis } = await openAsk(locale)
    const answers = await set(owner, asked.owner, 'requeue_job', 'high')
    expect(answers.map((one) => one.type)).toEqual(['text', 'flex', 'flex'])
    it.hear(answers, 'catalogue.done', { name: it.t('action.requeue_job'), who: it.t('who.louis') })
    expect(visible(answers[1])).toContain(it.t('who.louis'))
    expect(answers[1]?.buttons).toEqual([])
    expect(visible(answers[1])).toContain(it.t('catalogue.only_louis'))
    expect(await overrides()).toMatchObject([{ action: 'requeue_job', riskLevel: 'high' }])
    expect(await entries('action.risk')).toMatchObject([
      { actorName: it.name('pls_owner'), oldState: { risk: 'medium' }, newState: { risk: 'high' } },
    ])
    await it.taps(owner, it.t('button.approve'), [louis], answers[2]?.id)
    expect(await q3()).toMatchObject({ status: 'approved', decidedBy: it.name('pls_owner') })
  })

  test('what was shown when it was approved stands in the audit log, as state and as evidence', async () => {
    const { it, louis, owner, asked, entries, overrides, set } = await openAsk(locale)
    await it.taps(louis, it.t('button.approve'), [owner], asked.louis[4]?.id)
    const catalogue = {
      ...Object.fromEntries(LOW.map((one) => [one, { risk: 'low', approved_by: 'self' }])),
      ...Object.fromEntries(MEDIUM.map((one) => [one, { risk: 'medium', approved_by: 'pls_owner' }])),
      ...Object.fromEntries(HIGH.map((one) => [one, { risk: 'high', approved_by: 'louis' }])),
    }
    expect(await entries('policy.approve')).toMatchObject([
      { newState: { status: 'approved', catalogue }, rawCommandOutput: { catalogue } },
    ])
    // Afterwards the cards go on to work, and what they change is audited.
    const answers = await set(louis, asked.louis, 'change_prompt', 'low')
    expect(answers.map((one) => one.type)).toEqual(['text', 'flex'])
    expect(await overrides()).toMatchObject([{ action: 'change_prompt', riskLevel: 'low' }])
    expect(await entries('action.risk')).toHaveLength(1)
  })

  test('approving a question that has changed meanwhile is refused, with the question as it is now', async () => {
    const { it, louis, owner, asked, set, q3, entries } = await openAsk(locale)
    await set(owner, asked.owner, 'extend_lease', 'high')
    for (const label of [it.t('button.approve'), it.t('button.reject')]) {
      const answers = await it.taps(louis, label, [], asked.louis[4]?.id)
      it.hear(answers, 'say.changed')
      expect(answers.map((one) => one.type)).toEqual(['text', 'flex'])
      expect(await q3()).toMatchObject({ status: 'draft', version: 2 })
    }
    expect(await entries('policy.change')).toHaveLength(1)
    const answers = await it.taps(louis, it.t('button.approve'), [], asked.louis[4]?.id)
    await it.taps(louis, it.t('button.approve'), [owner], answers[1]?.id)
    expect(await q3()).toMatchObject({ status: 'approved', version: 3 })
    expect(await entries('policy.approve')).toMatchObject([
      { newState: { catalogue: { extend_lease: { risk: 'high', approved_by: 'louis' } } } },
    ])
  })

  test('a change between Reject and its reason asks anew as well', async () => {
    const { it, louis, owner, asked, set, q3 } = await openAsk(locale)
    const reasons = await it.taps(louis, it.t('button.reject'), [], asked.louis[4]?.id)
    await set(owner, asked.owner, 'touch', 'medium')
    it.hear(await it.taps(louis, it.t('reasons.ask.schema'), [], reasons[0]?.id), 'say.changed')
    it.given('not like this')
    await it.taps(louis, it.t('button.reject'), [], asked.louis[4]?.id)
    expect(await q3()).toMatchObject({ status: 'draft', version: 2 })
  })

  test('a tap on a card that is out of date flips nothing, and says what holds now', async () => {
    const { it, louis, owner, asked, set, overrides, entries } = await openAsk(locale)
    await set(louis, asked.louis, 'change_tooling', 'low')
    const before = await overrides()
    for (const [phone, messages] of [
      [owner, asked.owner],
      [louis, asked.louis],
    ] as const) {
      const answers = await set(phone, messages, 'change_tooling', 'high')
      it.hear(answers, 'catalogue.outdated', { name: it.t('action.change_tooling'), who: it.t('who.self') })
      expect(answers[1]?.type).toBe('flex')
    }
    const again = await set(louis, asked.louis, 'change_tooling', 'low')
    it.hear(again, 'catalogue.outdated', { name: it.t('action.change_tooling'), who: it.t('who.self') })
    expect(await overrides()).toEqual(before)
    expect(await entries('action.risk')).toHaveLength(1)
    expect(offered(again)).toEqual({ change_tooling: ['medium', 'high'] })
  })

  test("an owner who taps Louis's card loosens nothing; others adjust nothing at all", async () => {
    const { it, owner, asked, set, overrides } = await openAsk(locale)
    const params = { name: it.t('action.change_prompt'), who: it.t('who.pls_owner') }
    it.hear(await set(owner, asked.louis, 'change_prompt', 'low'), 'catalogue.louis_only', params)
    for (const role of ['pool_owner', 'worker'] as const) {
      const other = await it.person(role)
      it.hear(await set(other, asked.louis, 'change_prompt', 'high'), 'chat.adjust.not_for_you')
    }
    expect(await overrides()).toEqual([])
  })

  test('no signed button makes a high risk lower, and cards of an older make change nothing', async () => {
    const { it, louis, overrides } = await openAsk(locale)
    const seal = (arg: string) => it.bot.services.signer.seal({ verb: 'override', id: '', version: 0, arg })
    const tap = (arg: string) => it.step(louis, () => louis.postback(seal(arg)))
    it.hear(await tap('set:release:low:high'), 'catalogue.stays')
    it.hear(await tap('set:requeue_job:low'), 'catalogue.outdated')
    it.hear(await tap('show:requeue_job'), 'catalogue.outdated')
    it.hear(await tap('set:format_disk:low:high'), 'say.forged')
    expect(await overrides()).toEqual([])
  })

  test('asked again, the actions are shown only while their question is open', async () => {
    const { it, louis, owner, asked } = await openAsk(locale)
    await it.taps(louis, it.t('button.approve'), [owner], asked.louis[4]?.id)
    await askPolicies(it.bot.ctx)
    expect((await it.news(louis)).map((one) => one.type)).toEqual(['text', 'flex', 'flex', 'flex'])
    const pending = await it.says(louis, it.command('pending'))
    expect(pending.map((one) => one.type)).toEqual(['text', 'flex', 'flex'])
  })

  test('待批 shows the open ask as it is now, with the cards of the actions', async () => {
    const { it, louis, owner, asked, set } = await openAsk(locale)
    await set(owner, asked.owner, 'diagnose', 'medium')
    const pending = await it.says(louis, it.command('pending'))
    expect(pending.map((one) => one.type)).toEqual(['text', 'flex', 'flex', 'flex', 'flex'])
    expect(offered(pending).diagnose).toEqual(['low', 'high'])
    expect(visible(pending[3])).toContain(it.t('catalogue.was', { who: it.t('who.self') }))
    await it.taps(louis, it.t('button.approve'), [owner], pending[4]?.id)
  })
})

test('two who change an action at once take turns: the second is measured by what the first has set', async () => {
  const it = await openConversation('zh-TW')
  const [louis, owner] = [await it.person('louis'), await it.person('pls_owner')]
  await askPolicies(it.bot.ctx)
  const messages = { louis: await louis.read(), owner: await owner.read() }
  const data = {
    louis: choice(messages.louis, 'requeue_job', 'low')?.data,
    owner: choice(messages.owner, 'requeue_job', 'high')?.data,
  }
  await Promise.all([
    louis.sim('postback', { data: data.louis }),
    owner.sim('postback', { data: data.owner }),
  ])
  await it.bot.runTasks()
  const said = [...(await louis.read()), ...(await owner.read())].map((one) => one.text ?? '')
  expect(said.filter((one) => one.startsWith('已經調整'))).toHaveLength(1)
  expect(said.filter((one) => one.startsWith('您按的卡片已經不是最新的'))).toHaveLength(1)
  expect(await it.bot.db.prisma.auditEntry.count({ where: { verb: 'action.risk' } })).toBe(1)
})

test('an approval and a change at the same moment: what was approved is what was shown', async () => {
  const it = await openConversation('zh-TW')
  const [louis, owner] = [await it.person('louis'), await it.person('pls_owner')]
  await askPolicies(it.bot.ctx)
  const [asked, theirs] = [await louis.read(), await owner.read()]
  const approve = asked[4]?.buttons.find(({ label }) => label === '批准')?.data
  const tighten = choice(theirs, 'requeue_job', 'high')?.data
  await Promise.all([louis.sim('postback', { data: approve }), owner.sim('postback', { data: tighten })])
  await it.bot.runTasks()
  const entries = await it.bot.db.prisma.auditEntry.findMany({ where: { verb: 'policy.approve' } })
  for (const { newState } of entries)
    expect(newState).toMatchObject({ catalogue: { requeue_job: { risk: 'medium' } } })
  const q3 = await it.bot.db.prisma.workerPolicyDecision.findUnique({ where: { policyKey: MATRIX_QUESTION } })
  expect(q3?.status).toBe(entries.length === 1 ? 'approved' : 'draft')
})

test('an operator may set a risk by hand, and nothing is written where nothing changes', async () => {
  const it = await openConversation('zh-TW')
  await setActionRisk(it.bot.ctx, 'touch', 'low')
  expect(await it.bot.db.prisma.actionOverride.count()).toBe(0)
  await setActionRisk(it.bot.ctx, 'touch', 'high')
  expect(await it.bot.db.prisma.actionOverride.count()).toBe(1)
})
