import { describe, expect, test } from 'vitest'
import { askPolicies } from '../../../src/domain/policies/ask.ts'
import { type Conversation, NAMES, openConversation, SPOKEN } from '../../support/conversation.ts'
import { anEvent, aProposal } from '../../support/given.ts'
import { type Group, openGroup } from '../../support/group.ts'
import { expectOnly, phrased } from '../../support/languages.ts'
import { pushesDuring } from '../../support/line-calls.ts'
import { type Phone, type Received, visible } from '../../support/phone.ts'
import { RELEASE, state } from '../../support/taps.ts'

describe.each(SPOKEN)('in a group, in %s', (locale) => {
  async function openGroupTalk(silent = true) {
    const it = await openConversation(locale)
    const [owner, louis] = [await it.person('pls_owner'), await it.person('louis')]
    const group = await openGroup(it.bot, [owner, louis], silent)
    return { it, owner, louis, group }
  }

  /** Something happens in a group: the answers, all by reply and in the group's language. */
  async function answers(
    { bot }: Conversation,
    group: Group,
    act: () => Promise<unknown>,
  ): Promise<Received[]> {
    await group.heard()
    let heard: Received[] = []
    const pushes = await pushesDuring(bot, async () => {
      await act()
      heard = await group.heard()
    })
    expect(pushes).toEqual({})
    for (const one of heard) {
      expect(one.via).toBe('reply')
      expectOnly(locale, `${visible(one)}${one.alt_text ?? ''}`, Object.values(NAMES[locale]))
    }
    return heard
  }

  test('the bot introduces itself when it is brought in, and says nothing when it is thrown out', async () => {
    const { it, group } = await openGroupTalk(false)
    const [welcome, ...more] = await group.heard()
    expect(more).toEqual([])
    expect(welcome?.via).toBe('reply')
    expect(visible(welcome)).toMatch(phrased(locale, 'chat.group.welcome'))
    await it.silence(group.leave)
  })

  test('a mention and a command are answered, other words are left alone, also those that begin like one', async () => {
    const { it, owner, louis, group } = await openGroupTalk()
    const says = (phone: Phone, text: string, mention_bot = false) =>
      answers(it, group, () => group.says(phone, text, { mention_bot }))
    expect(visible((await says(owner, it.command('help')))[0])).toMatch(phrased(locale, 'chat.help.decider'))
    expect(visible((await says(owner, it.command('policy')))[0])).toMatch(
      phrased(locale, 'chat.policy.title'),
    )
    expect(await says(owner, '??', true)).toHaveLength(1)
    expect(visible((await says(owner, it.command('whoami'), true))[0])).toMatch(phrased(locale, 'say.whoami'))
    const chatter = [
      'hi',
      '??',
      '說明書放在哪裡？',
      '停止討論這件事',
      '回報一下進度',
      'helpful',
      'joined',
      'halted',
    ]
    for (const text of chatter) expect(await says(louis, text), text).toEqual([])
    expect(await it.bot.db.prisma.halt.count()).toBe(0)
  })

  test.each(['language', 'leave', 'delegate', 'adjust', 'report', 'cancel', 'resume', 'join'])(
    '"%s" is pointed to the one-to-one chat',
    async (name) => {
      const { it, louis, group } = await openGroupTalk()
      const [answer, ...more] = await answers(it, group, () => group.says(louis, it.command(name)))
      expect(more).toEqual([])
      expect(answer?.buttons).toEqual([])
      expect(visible(answer)).toMatch(phrased(locale, 'say.only_direct', { command: it.command(name) }))
    },
  )

  test('what waits, high risk least of all, is not shown there, nor is a link to the console', async () => {
    const { it, owner, louis, group } = await openGroupTalk()
    await aProposal(it.bot, { ...RELEASE, phase: 'phase-x' })
    await askPolicies(it.bot.ctx)
    await it.bot.runTasks()
    for (const phone of [owner, louis]) {
      const [pending] = await answers(it, group, () => group.says(phone, it.command('pending')))
      expect(visible(pending)).toMatch(phrased(locale, 'say.group_only_direct'))
      const [console] = await answers(it, group, () => group.says(phone, it.command('console')))
      expect(visible(console)).toMatch(phrased(locale, 'console.link.only_direct'))
      for (const name of ['help', 'policy', 'scorecard', 'priorities', 'whoami']) {
        for (const one of await answers(it, group, () => group.says(phone, it.command(name)))) {
          expect(visible(one), name).not.toContain('phase-x')
          expect(one.buttons.filter(({ data }) => data)).toEqual([])
        }
      }
    }
  })

  test('a tap there decides nothing, with or without a user id, on whatever button', async () => {
    const { it, owner, louis, group } = await openGroupTalk()
    await aProposal(it.bot)
    await aProposal(it.bot, RELEASE)
    const cards = [...(await owner.all()), ...(await louis.all())]
    const data = cards.flatMap((card) => card.buttons.flatMap((button) => button.data ?? []))
    expect(data.length).toBeGreaterThanOrEqual(4)
    const before = await state(it.bot)
    for (const one of data) {
      for (const without_user_id of [false, true]) {
        const [answer] = await answers(it, group, () => group.taps(louis, one, { without_user_id }))
        expect(visible(answer)).toMatch(phrased(locale, 'say.group_only_direct'))
      }
    }
    expect(await state(it.bot)).toEqual(before)
  })

  test("without a user id nobody is known: a mention gets the stranger's line, a command nothing, and nothing is decided", async () => {
    const { it, louis, group } = await openGroupTalk()
    const says = (text: string, mention_bot: boolean) =>
      answers(it, group, () => group.says(louis, text, { mention_bot, without_user_id: true }))
    expect(visible((await says(it.command('halt', '1'), true))[0])).toMatch(phrased(locale, 'say.stranger'))
    expect(await says(it.command('halt', '1'), false)).toEqual([])
    expect(await says(it.command('policy'), false)).toEqual([])
    expect(await it.bot.db.prisma.halt.count()).toBe(0)
  })

  test('Louis can pull the kill switch there, and nobody else', async () => {
    const { it, owner, louis, group } = await openGroupTalk()
    const says = (phone: Phone) => answers(it, group, () => group.says(phone, it.command('halt', 'P1')))
    expect(visible((await says(owner))[0])).toMatch(phrased(locale, 'say.louis_only'))
    expect(visible((await says(louis))[0])).toMatch(phrased(locale, 'say.halted', { reason: 'P1' }))
  })

  test('what workers do is nothing that the group hears of', async () => {
    const { it, group } = await openGroupTalk()
    const token = await it.bot.token('worker')
    await it.bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })
    await aProposal(it.bot, { phase: 'other' })
    await aProposal(it.bot, RELEASE)
    await askPolicies(it.bot.ctx)
    expect(await group.heard()).toEqual([])
  })

  test('an edited message is no new one: neither a command nor a decision comes of it', async () => {
    const { it, louis, group } = await openGroupTalk()
    await group.says(louis, 'hi')
    await it.silence(() => group.edits(louis, 'hi', it.command('halt', 'P1')))
    expect(await it.bot.db.prisma.halt.count()).toBe(0)
  })
})
