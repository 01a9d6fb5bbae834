import { describe, expect, test } from 'vitest'
import { openConversation, SPOKEN } from '../../support/conversation.ts'
import { aProposal } from '../../support/given.ts'
import { pushesDuring } from '../../support/line-calls.ts'
import { type Phone, visible } from '../../support/phone.ts'
import { RELEASE } from '../../support/taps.ts'

describe.each(SPOKEN)('delegation, in %s', (locale) => {
  async function openDelegation() {
    const it = await openConversation(locale)
    const people = {
      louis: await it.person('louis'),
      owner: await it.person('pls_owner'),
      deputy: await it.person('pool_owner'),
    }
    /** A day of the calendar in Taipei. */
    const inDays = (days: number) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' }).format(
        it.bot.clock.now().getTime() + days * 86_400_000,
      )
    const pick = (from: Phone, date: string) => () =>
      from.sim('tap', { label: it.t('chat.delegate.date_label'), params: { date } })
    /** The whole talk, up to the day. */
    const name = async (from: Phone, risk: 'low' | 'medium' | 'high') => {
      it.hear(await it.says(from, it.command('delegate')), 'chat.delegate.text')
      it.hear(await it.taps(from, it.name('pool_owner')), 'chat.delegate.risk_text')
      it.hear(await it.taps(from, it.t(`risk.${risk}`)), 'chat.delegate.date_text')
    }
    return { it, ...people, inDays, pick, name }
  }

  test('a deputy is named in three taps and told by one push; what is decided then says for whom', async () => {
    const { it, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'medium')
    const done = await it.step(owner, pick(owner, inDays(3)), [deputy])
    it.hear(done, 'chat.delegate.done', { name: it.name('pool_owner'), risk: it.t('risk.medium') })
    const [told, ...more] = await it.news(deputy)
    expect(visible(told)).toContain(it.name('pls_owner'))
    expect(more).toEqual([])
    await aProposal(it.bot)
    await it.news(owner)
    it.hear(await it.says(deputy, it.command('pending')), 'say.pending', { count: 1 })
    const decided = await it.taps(deputy, it.t('button.approve'), [owner])
    expect(visible(decided[0])).toContain(`${it.name('pool_owner')} for ${it.name('pls_owner')}`)
    expect(visible((await it.news(owner))[0])).toContain(it.t('status.approved'))
    expect(await it.bot.db.prisma.workerPolicyDecision.findFirst()).toMatchObject({
      status: 'approved',
      decidedByRole: 'pls_owner',
    })
  })

  test('what opens meanwhile comes to the deputy too, by one push that says for whom; above the risk it does not', async () => {
    const { it, louis, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'medium')
    await it.step(owner, pick(owner, inDays(3)), [deputy])
    await it.news(deputy)
    const pushes = await pushesDuring(it.bot, async () => {
      await aProposal(it.bot, { repair_action: 'requeue_job', phase: 'b' })
      await aProposal(it.bot, RELEASE)
    })
    expect(pushes).toEqual({ [owner.userId]: 1, [deputy.userId]: 1, [louis.userId]: 1 })
    const [words, card, ...more] = await it.news(deputy)
    it.hear(words ? [words] : [], 'chat.delegate.card', { name: it.name('pls_owner') })
    expect([card?.buttons.some((one) => one.label === it.t('button.approve')), more]).toEqual([true, []])
    it.hear(await it.taps(deputy, it.t('button.approve'), [owner]), 'status.approved')
  })

  test('whoever decides it anyway and is a deputy as well gets one card, in their own name', async () => {
    const { it, owner, inDays, pick } = await openDelegation()
    const second = await it.person('pls_owner', '張志明')
    it.given('張志明')
    await it.says(owner, it.command('delegate'))
    await it.taps(owner, '張志明')
    await it.taps(owner, it.t('risk.medium'))
    await it.step(owner, pick(owner, inDays(3)), [second])
    await it.news(second)
    await aProposal(it.bot, { repair_action: 'requeue_job', phase: 'b' })
    expect((await it.news(second)).map((one) => one.type)).toEqual(['flex'])
  })

  test('it holds up to the risk and the day that were chosen, and no longer', async () => {
    const { it, louis, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'low')
    await it.step(owner, pick(owner, inDays(2)), [deputy])
    await name(louis, 'medium')
    await it.step(louis, pick(louis, inDays(2)), [deputy])
    await aProposal(it.bot, RELEASE)
    it.hear(await it.says(deputy, it.command('pending')), 'say.nothing_pending')
    await aProposal(it.bot, { repair_action: 'requeue_job', phase: 'b' })
    it.hear(await it.says(deputy, it.command('pending')), 'say.pending', { count: 1 })
    it.bot.clock.advance({ hours: 24 * 3 })
    it.hear(await it.taps(deputy, it.t('button.approve')), 'say.not_yours')
    it.hear(await it.says(deputy, it.command('pending')), 'say.nothing_pending')
  })

  test('for high risk Louis can name somebody, whose two taps decide for him', async () => {
    const { it, louis, deputy, inDays, pick, name } = await openDelegation()
    await name(louis, 'high')
    await it.step(louis, pick(louis, inDays(1)), [deputy])
    await aProposal(it.bot, RELEASE)
    await it.news(louis)
    await it.says(deputy, it.command('pending'))
    it.hear(await it.taps(deputy, it.t('button.approve')), 'confirm.warning_repair')
    it.hear(await it.taps(deputy, it.t('button.confirm'), [louis]), 'status.approved')
    expect(visible((await it.news(louis))[0])).toContain(`${it.name('pool_owner')} for Louis`)
  })

  test('it is taken back with a tap; a second tap finds nothing, and from then on nothing waits for the deputy', async () => {
    const { it, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'medium')
    await it.step(owner, pick(owner, inDays(2)), [deputy])
    const current = await it.says(owner, it.command('delegate'))
    it.hear(current, 'chat.delegate.current', { name: it.name('pool_owner'), risk: it.t('risk.medium') })
    it.hear(await it.taps(owner, it.t('chat.delegate.end')), 'chat.delegate.ended')
    it.hear(await it.taps(owner, it.t('chat.delegate.end'), [], current[0]?.id), 'say.gone')
    await aProposal(it.bot)
    it.hear(await it.says(deputy, it.command('pending')), 'say.nothing_pending')
  })

  test('the same day tapped again, also twice at once, names nobody anew and tells nobody again', async () => {
    const { it, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'low')
    const day = pick(owner, inDays(2))
    await it.step(owner, () => Promise.all([day(), day(), day()]), [deputy])
    it.hear(await it.step(owner, day), 'chat.delegate.done')
    expect(await it.news(deputy)).toHaveLength(1)
    expect(await it.bot.db.prisma.auditEntry.count({ where: { verb: 'delegation.begin' } })).toBe(1)
  })

  test('a day that has passed, or is too far, is refused in words, and so is what is no day', async () => {
    const { it, owner, deputy, inDays, pick, name } = await openDelegation()
    await name(owner, 'low')
    for (const date of [inDays(-1), inDays(61), '2030-13-99', '9999-12-31'])
      it.hear(await it.step(owner, pick(owner, date)), 'chat.delegate.bad_date')
    expect(await it.bot.db.prisma.delegation.count()).toBe(0)
    expect(await it.news(deputy)).toEqual([])
  })

  test.each(['pool_owner', 'worker'] as const)('a %s names nobody and hears why', async (role) => {
    const it = await openConversation(locale)
    const person = await it.person(role)
    it.hear(await it.says(person, it.command('delegate')), 'chat.delegate.not_for_you')
  })

  test('with nobody there who could stand in, that is said', async () => {
    const it = await openConversation(locale)
    it.hear(await it.says(await it.person('louis'), it.command('delegate')), 'chat.delegate.nobody')
  })
})
