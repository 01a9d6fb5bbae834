import { describe, expect, test } from 'vitest'
import { choice } from '../../support/catalogue.ts'
import { openConversation, SPOKEN } from '../../support/conversation.ts'
import { aProposal } from '../../support/given.ts'
import { visible } from '../../support/phone.ts'

describe.each(SPOKEN)('settings, in %s', (locale) => {
  const other = locale === 'en' ? 'zh-TW' : 'en'

  test('the language changes with a tap; from then on every answer, card and push comes in it, and back again', async () => {
    const it = await openConversation(locale)
    const person = await it.person('pls_owner')
    const ask = await it.says(person, it.command('language'))
    it.hear(ask, 'chat.language.title')
    it.speaks(person, other)
    await it.taps(person, it.t(`chat.language.${other === 'en' ? 'en' : 'zh'}`))
    for (const name of ['whoami', 'help', 'policy', 'pending', 'scorecard', 'delegate', 'adjust', 'leave'])
      await it.says(person, it.command(name))
    await it.says(person, '??')
    await aProposal(it.bot)
    expect(await it.news(person)).toHaveLength(1)
    it.speaks(person, locale)
    await it.taps(person, it.t(`chat.language.${locale === 'en' ? 'en' : 'zh'}`), [], ask[0]?.id)
    it.hear(await it.says(person, it.command('whoami')), 'say.whoami')
  })

  test('leaving asks once more; "not now" changes nothing, "yes" ends it, and a new code brings one back', async () => {
    const it = await openConversation(locale)
    const person = await it.person('pls_owner')
    const ask = await it.says(person, it.command('leave'))
    it.hear(ask, 'chat.leave.text')
    it.hear(await it.taps(person, it.t('chat.leave.no')), 'say.cancelled')
    it.hear(await it.says(person, it.command('whoami')), 'say.whoami')
    it.hear(await it.taps(person, it.t('chat.leave.yes'), [], ask[0]?.id), 'chat.leave.done')
    it.hear(await it.taps(person, it.t('chat.leave.yes'), [], ask[0]?.id), 'say.not_a_member')
    it.hear(await it.says(person, it.command('pending')), 'say.stranger')
  })

  test('a PLS owner tightens who approves an action and cannot loosen it; Louis can', async () => {
    const it = await openConversation(locale)
    const [owner, louis] = [await it.person('pls_owner'), await it.person('louis')]
    const name = it.t('action.requeue_job')
    const dataFor = async (phone: typeof owner, to: 'medium' | 'high') => {
      const answers = await it.says(phone, it.command('adjust'))
      it.hear(answers, 'chat.adjust.text')
      return choice(answers, 'requeue_job', to)?.data
    }
    const tighten = (await dataFor(owner, 'high')) ?? ''
    const params = { name, who: it.t('who.louis') }
    it.hear(await it.step(owner, () => owner.postback(tighten)), 'catalogue.done', params)
    expect(await dataFor(owner, 'medium')).toBeUndefined()
    const loosen = (await dataFor(louis, 'medium')) ?? ''
    it.hear(await it.step(owner, () => owner.postback(loosen)), 'catalogue.louis_only', params)
    it.hear(await it.step(louis, () => louis.postback(loosen)), 'catalogue.done', {
      name,
      who: it.t('who.pls_owner'),
    })
    expect(await it.bot.db.prisma.auditEntry.count({ where: { verb: 'action.risk' } })).toBe(2)
  })

  test.each(['pool_owner', 'worker'] as const)('a %s adjusts nothing and hears why', async (role) => {
    const it = await openConversation(locale)
    const person = await it.person(role)
    it.hear(await it.says(person, it.command('adjust')), 'chat.adjust.not_for_you')
  })

  test('every card of the settings says how to drop it, and dropping is answered', async () => {
    const it = await openConversation(locale)
    const person = await it.person('louis')
    await it.person('pls_owner')
    for (const name of ['language', 'leave', 'adjust', 'delegate']) {
      const [card] = await it.says(person, it.command(name))
      expect(visible(card)).toContain(it.t('chat.hint'))
      it.hear(await it.says(person, it.command('cancel')), 'chat.friction.nothing')
    }
  })
})
