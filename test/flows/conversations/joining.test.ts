import { describe, expect, test } from 'vitest'
import { createInvite } from '../../../src/domain/members/invite.ts'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'

const inviteOf = async ({ bot }: Conversation, name: string, locale: 'zh-TW' | 'en') =>
  (await createInvite(bot.ctx, { role: 'pls_owner', name, locale })).code

describe.each(SPOKEN)('joining, in %s', (locale) => {
  test('a right code connects, and a second one is not needed', async () => {
    const it = await openConversation(locale)
    const [person, name] = [await it.stranger(), it.name('pls_owner')]
    const code = await inviteOf(it, name, locale)
    it.hear(await it.says(person, it.command('join', code)), 'say.welcome', { name })
    it.hear(await it.says(person, it.command('join', code)), 'say.already_member', { name })
    it.hear(await it.says(person, it.command('whoami')), 'say.whoami', { name })
  })

  test('a wrong code, none and a used one are each told from another, until there were too many', async () => {
    const it = await openConversation(locale)
    const [first, second] = [await it.stranger(), await it.stranger()]
    const code = await inviteOf(it, it.name('pls_owner'), locale)
    it.hear(await it.says(second, it.command('join')), 'say.code_missing')
    await it.says(first, it.command('join', code))
    for (const left of [4, 3, 2, 1])
      it.hear(await it.says(second, it.command('join', left % 2 ? code : 'AAAAA-BBBBB')), 'say.wrong_code', {
        left,
      })
    it.hear(await it.says(second, it.command('join', code)), 'say.last_wrong_code')
    it.hear(await it.says(second, it.command('join', code)), 'say.too_many_codes')
    expect(await it.bot.db.prisma.member.count()).toBe(1)
  })

  test('whoever is no member gets a friendly line for whatever is said or tapped', async () => {
    const it = await openConversation(locale)
    const [stranger, owner] = [await it.stranger(), await it.person('pls_owner')]
    for (const text of ['hi', it.command('pending'), it.command('help'), it.command('halt', '1'), '??']) {
      it.given(text)
      it.hear(await it.says(stranger, text), 'say.stranger')
    }
    await it.says(owner, it.command('language'))
    const [card] = (await owner.all()).filter((one) => one.buttons.length > 0)
    const data = card?.buttons[0]?.data ?? ''
    it.hear(await it.step(stranger, () => stranger.postback(data)), 'say.not_a_member')
    it.hear(await it.step(stranger, () => stranger.postback('approve')), 'say.forged')
  })
})
