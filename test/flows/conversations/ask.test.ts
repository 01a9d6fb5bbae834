import { describe, expect, test } from 'vitest'
import { askPolicies, QUESTIONS } from '../../../src/domain/policies/ask.ts'
import { startRound } from '../../../src/domain/rounds/rounds.ts'
import { buttonFor, buttonsOn } from '../../support/buttons.ts'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'
import { pushesDuring } from '../../support/line-calls.ts'
import { type Phone, type Received, visible } from '../../support/phone.ts'

const BLOCKERS = ['too_much', 'schema', 'acceptance', 'owner'] as const
const labelsOf = (cards: Received[]) => cards.flatMap((it) => it.buttons.map(({ label }) => label))

describe.each(SPOKEN)('the three-question ask, in %s', (locale) => {
  async function openAsk({ round = true } = {}) {
    const it = await openConversation(locale)
    const [louis, owner, pool] = [
      await it.person('louis'),
      await it.person('pls_owner'),
      await it.person('pool_owner'),
    ]
    it.given('D7-1')
    if (round) await startRound(it.bot.ctx, 'D7-1')
    const pushes = await pushesDuring(it.bot, async () => {
      await askPolicies(it.bot.ctx)
      await it.bot.runTasks()
    })
    expect(pushes).toEqual({ [louis.userId]: 1, [owner.userId]: 1 })
    for (const phone of [louis, owner]) it.hear(await it.news(phone), 'ask.title')
    return { it, louis, owner, pool }
  }

  const idOf = async ({ bot }: Conversation, n: number) =>
    (await bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { policyKey: QUESTIONS[n]?.key } }))
      .id

  /** A tap on a question's button; the other approver is told of what it decides. */
  async function press(
    it: Conversation,
    phone: Phone,
    verb: 'approve' | 'reject',
    n: number,
    told: Phone[] = [],
  ) {
    const data = await buttonFor(it.bot, phone, verb, { id: await idOf(it, n) })
    return it.step(phone, () => phone.postback(data), told)
  }

  test('three taps decide it; then the owner of day 7 is chosen and told, and asking again shows what was decided', async () => {
    const { it, louis, owner, pool } = await openAsk()
    it.hear(await press(it, louis, 'approve', 0, [owner]), 'status.approved')
    it.hear(await press(it, owner, 'approve', 1, [louis]), 'status.approved')
    const last = await press(it, louis, 'approve', 2, [owner])
    it.hear(last, 'status.approved')
    it.hear(last, 'chat.owner.text')
    it.hear(await it.taps(louis, it.name('pool_owner'), [pool]), 'chat.owner.done')
    const told = (await it.news(pool)).map(visible).join()
    expect(told).toContain('D7-1')
    await askPolicies(it.bot.ctx)
    const again = await it.news(owner)
    expect(labelsOf(again)).not.toContain(it.t('button.approve'))
    it.hear(again, 'status.approved')
  })

  test.each(BLOCKERS)(
    'a question is rejected with the ready blocker "%s", and the others stay open',
    async (why) => {
      const { it, louis, owner } = await openAsk()
      const asked = await press(it, owner, 'reject', 1)
      it.hear(asked, 'reasons.title')
      for (const one of BLOCKERS) expect(labelsOf(asked)).toContain(it.t(`reasons.ask.${one}`))
      const reason = it.t(`reasons.ask.${why}`)
      const answers = await it.taps(owner, reason, [louis])
      it.hear(answers, 'status.rejected')
      expect(answers.map(visible).join()).toContain(reason)
      expect((await it.news(louis)).map(visible).join()).toContain(reason)
      const rows = await it.bot.db.prisma.workerPolicyDecision.findMany({ orderBy: { createdAt: 'asc' } })
      expect(rows.map((row) => row.status).sort()).toEqual(['draft', 'draft', 'rejected'])
    },
  )

  test('a question is rejected in own words, and may be asked again, when it is open again', async () => {
    const { it, louis, owner } = await openAsk()
    it.given('NOT-YET')
    await press(it, louis, 'reject', 2)
    it.hear(await it.says(louis, 'NOT-YET', [owner]), 'status.rejected')
    expect((await it.news(owner)).map(visible).join()).toContain('NOT-YET')
    await askPolicies(it.bot.ctx)
    await it.news(louis)
    it.hear(await press(it, louis, 'approve', 2, [owner]), 'status.approved')
  })

  test('what is open of it is behind "pending", and nobody else is asked', async () => {
    const { it, louis, owner, pool } = await openAsk()
    await press(it, owner, 'approve', 0, [louis])
    await it.news(louis)
    const pending = await it.says(louis, it.command('pending'))
    const open = (await buttonsOn(it.bot, louis)).filter(({ message, tap }) =>
      pending.some((one) => one.id === message.id && tap.verb === 'approve'),
    )
    expect(new Set(open.map(({ tap }) => tap.id))).toEqual(new Set([await idOf(it, 1), await idOf(it, 2)]))
    it.hear(await it.says(pool, it.command('pending')), 'say.nothing_pending')
  })

  test('the second of two who answer at once is told who was first', async () => {
    const { it, louis, owner } = await openAsk()
    await press(it, owner, 'approve', 0, [louis])
    await it.news(louis)
    it.hear(await press(it, louis, 'reject', 0), 'say.decided_by_other', { who: it.name('pls_owner') })
    it.hear(await press(it, owner, 'reject', 0), 'say.decided_by_you')
  })

  test('without a round nobody is chosen for day 7, and a rejection counts as an answer like an approval', async () => {
    const { it, louis, owner } = await openAsk({ round: false })
    for (const n of [0, 1]) await press(it, louis, 'approve', n, [owner])
    expect(await press(it, louis, 'approve', 2, [owner])).toHaveLength(1)
    const next = await openAsk()
    for (const n of [0, 1]) await press(next.it, next.louis, 'approve', n, [next.owner])
    await press(next.it, next.louis, 'reject', 2)
    next.it.hear(
      await next.it.taps(next.louis, next.it.t('reasons.ask.owner'), [next.owner]),
      'chat.owner.title',
    )
  })
})
