import { describe, expect, test } from 'vitest'
import { expireUnanswered } from '../../../src/domain/expire.ts'
import { buttonFor } from '../../support/buttons.ts'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'
import { aProposal } from '../../support/given.ts'
import { phrased } from '../../support/languages.ts'
import { pushesDuring } from '../../support/line-calls.ts'
import { type Phone, visible } from '../../support/phone.ts'
import { RELEASE, state } from '../../support/taps.ts'

const REASONS = ['evidence', 'cause', 'risk', 'other_way'] as const
const MEDIUM = { repair_action: 'requeue_job', phase: 'm' }

describe.each(SPOKEN)('a proposal, in %s', (locale) => {
  async function openProposal(over: Record<string, unknown> = {}) {
    const it = await openConversation(locale)
    const people = {
      louis: await it.person('louis'),
      owner: await it.person('pls_owner'),
      second: await it.person('pls_owner', locale === 'en' ? 'Zoe Chang' : '張志明'),
      pool: await it.person('pool_owner'),
      worker: await it.person('worker'),
    }
    const holders = over === RELEASE ? [people.louis] : [people.owner, people.second]
    const pushes = await pushesDuring(it.bot, () => aProposal(it.bot, over))
    expect(pushes).toEqual(Object.fromEntries(holders.map((one) => [one.userId, 1])))
    for (const one of holders) expect(await it.news(one)).toHaveLength(1)
    const press = async (
      phone: Phone,
      verb: 'approve' | 'reject' | 'details' | 'confirm',
      told: Phone[] = [],
      on = phone,
    ) => {
      const data = await buttonFor(it.bot, on, verb)
      return it.step(phone, () => phone.postback(data), told)
    }
    return { it, ...people, press }
  }

  const decision = async ({ bot }: Conversation) => bot.db.prisma.workerPolicyDecision.findFirstOrThrow()

  /** A tap that is answered in words and changes nothing. */
  async function unchanged(it: Conversation, act: () => Promise<unknown>) {
    const before = await state(it.bot)
    await act()
    expect(await state(it.bot)).toEqual(before)
  }

  test.each([
    ['low', {}],
    ['medium', MEDIUM],
  ])(
    'of %s risk is approved with one tap; the other holder is told once and whoever taps late hears it',
    async (_, over) => {
      const { it, owner, second, louis, press } = await openProposal(over)
      it.hear(await press(owner, 'approve', [second]), 'status.approved')
      expect(visible((await it.news(second))[0])).toContain(it.t('status.approved'))
      const who = it.name('pls_owner')
      for (const verb of ['approve', 'reject'] as const) {
        await unchanged(it, async () => {
          it.hear(await press(second, verb), 'say.decided_by_other', { who })
          it.hear(await press(owner, verb), 'say.decided_by_you')
          it.hear(await press(louis, verb, [], owner), 'say.decided_by_other', { who })
        })
      }
      expect(await decision(it)).toMatchObject({ status: 'approved', decidedBy: who, version: 2 })
    },
  )

  test.each(REASONS)('is rejected with the ready reason "%s", and the other holder reads it', async (why) => {
    const { it, owner, second, press } = await openProposal()
    it.hear(await press(owner, 'reject'), 'reasons.title')
    expect((await decision(it)).status).toBe('draft')
    const reason = it.t(`reasons.proposal.${why}`)
    it.hear(await it.taps(owner, reason, [second]), 'status.rejected')
    expect(visible((await it.news(second))[0])).toContain(reason)
    expect(await decision(it)).toMatchObject({ status: 'rejected', reason })
    await unchanged(it, async () => it.hear(await it.taps(owner, reason), 'say.decided_by_you'))
  })

  test("is rejected in own words, with the keyboard's beginning or without", async () => {
    for (const prefix of ['', 'reasons.prefix'] as const) {
      const { it, owner, second, press } = await openProposal()
      it.given('TRY-ANOTHER-WAY')
      await press(owner, 'reject')
      it.hear(
        await it.step(owner, async () => owner.postback(await buttonFor(it.bot, owner, 'own-words'))),
        'say.reason_words',
      )
      const typed = `${prefix && it.t(prefix)}TRY-ANOTHER-WAY`
      it.hear(await it.says(owner, typed, [second]), 'status.rejected')
      expect(visible((await it.news(second))[0])).toContain('TRY-ANOTHER-WAY')
      expect(await decision(it)).toMatchObject({ status: 'rejected', reason: 'TRY-ANOTHER-WAY' })
    }
  })

  test('a rejection that was begun is dropped by "cancel", after 15 minutes, and by approving', async () => {
    const { it, owner, second, press } = await openProposal()
    it.given('LATER')
    await unchanged(it, async () => {
      await press(owner, 'reject')
      it.hear(await it.says(owner, it.command('cancel')), 'say.cancelled')
      it.hear(await it.says(owner, 'LATER'), 'chat.unknown.text')
      await press(owner, 'reject')
      it.bot.clock.advance({ minutes: 15, seconds: 1 })
      it.hear(await it.says(owner, 'LATER'), 'say.reason_timeout')
      it.hear(await it.says(owner, 'LATER'), 'chat.unknown.text')
      await press(owner, 'reject')
      it.hear(await it.says(owner, it.command('whoami')), 'say.whoami')
    })
    await press(owner, 'approve', [second])
    it.hear(await it.says(owner, 'LATER'), 'chat.unknown.text')
    expect((await decision(it)).status).toBe('approved')
  })

  test("decided in one language, it is told in the other holder's: the status, a ready reason, and that it was a tap", async () => {
    const other = locale === 'en' ? 'zh-TW' : 'en'
    for (const verb of ['approve', 'reject'] as const) {
      const { it, owner, second, press } = await openProposal()
      await it.says(second, it.command('language'))
      it.speaks(second, other)
      await it.taps(second, it.t(`chat.language.${other === 'en' ? 'en' : 'zh'}`))
      if (verb === 'reject') await press(owner, 'reject')
      const reason = it.t('reasons.proposal.cause')
      if (verb === 'approve') await press(owner, 'approve', [second])
      else await it.taps(owner, reason, [second])
      const [told] = await it.news(second)
      expect(visible(told)).toMatch(
        phrased(other, verb === 'approve' ? 'tap_reason' : 'reasons.proposal.cause'),
      )
    }
  })

  test('like others that come with it waits up to ten minutes for them: one push, and each is decided by itself', async () => {
    const { it, owner, second } = await openProposal({ phase: 'first' })
    const ids: string[] = []
    const none = await pushesDuring(it.bot, async () => {
      for (const phase of ['b', 'c', 'd']) ids.push((await aProposal(it.bot, { phase })).proposal.id)
    })
    expect(none).toEqual({})
    const gathered = await pushesDuring(it.bot, async () => {
      it.bot.clock.advance({ minutes: 10 })
      await it.bot.runTasks()
    })
    expect(gathered).toEqual({ [owner.userId]: 1, [second.userId]: 1 })
    for (const phone of [owner, second]) await it.news(phone)
    for (const [n, id] of ids.entries()) {
      const [by, told] = n % 2 ? [second, owner] : [owner, second]
      const data = await buttonFor(it.bot, by, 'approve', { id })
      it.hear(await it.step(by, () => by.postback(data), [told]), 'status.approved')
    }
    const open = await it.bot.db.prisma.workerPolicyDecision.count({ where: { status: 'draft' } })
    expect(open).toBe(1)
  })

  test('the tap of somebody who may not decide it is told who does, and changes nothing', async () => {
    const { it, owner, pool, worker, press } = await openProposal()
    for (const phone of [pool, worker]) {
      for (const verb of ['approve', 'reject'] as const)
        await unchanged(it, async () =>
          it.hear(await press(phone, verb, [], owner), 'say.not_yours', { who: it.t('role.pls_owner') }),
        )
    }
  })

  test('of high risk takes two taps of Louis in two minutes; a PLS owner can take none of them', async () => {
    const { it, louis, owner, press } = await openProposal(RELEASE)
    await unchanged(it, async () => {
      it.hear(await press(owner, 'approve', [], louis), 'say.not_yours', { who: it.t('role.louis') })
      it.hear(await press(louis, 'approve'), 'confirm.warning_repair')
      it.hear(await press(owner, 'confirm', [], louis), 'say.not_yours')
      it.hear(await it.taps(louis, it.t('button.cancel')), 'say.cancelled')
      await press(louis, 'approve')
      it.bot.clock.advance({ minutes: 2, seconds: 1 })
      it.hear(await press(louis, 'confirm'), 'say.expired')
    })
    await press(louis, 'approve')
    it.bot.clock.advance({ minutes: 1, seconds: 59 })
    it.hear(await press(louis, 'confirm'), 'status.approved')
    await unchanged(it, async () => it.hear(await press(louis, 'confirm'), 'say.decided_by_you'))
  })

  test('of high risk that nobody answers in four hours says so to the tap that comes then', async () => {
    const { it, louis, press } = await openProposal(RELEASE)
    it.bot.clock.advance({ hours: 4 })
    const system = { ...it.bot.ctx, actor: { kind: 'system' as const, name: 'test' } }
    for (const sweep of [async () => 0, () => expireUnanswered(system)]) {
      await sweep()
      await unchanged(it, async () => {
        for (const verb of ['approve', 'reject'] as const) it.hear(await press(louis, verb), 'say.no_answer')
      })
    }
  })

  test('is shown whole to whoever may decide it, and to nobody else', async () => {
    const { it, owner, pool, press } = await openProposal()
    const answers = await press(owner, 'details')
    expect(answers.map(visible).join()).toContain('Connection reset by peer')
    it.hear(await press(pool, 'details', [], owner), 'say.not_yours')
  })

  test("that one asked for oneself is for others to decide, who are asked in one's place", async () => {
    const it = await openConversation(locale)
    const [owner, louis, worker] = [
      await it.person('pls_owner'),
      await it.person('louis'),
      await it.person('worker'),
    ]
    it.given('UPLOAD-STUCK')
    await it.says(worker, it.command('report', 'UPLOAD-STUCK'))
    await it.taps(worker, it.t('chat.friction.send'))
    await it.says(owner, it.command('report', 'UPLOAD-STUCK'))
    await it.taps(owner, it.t('chat.friction.send'), [louis])
    const data = await buttonFor(it.bot, louis, 'approve')
    it.hear(await it.step(owner, () => owner.postback(data)), 'say.own_request')
    await it.step(louis, () => louis.postback(data), [owner, worker])
    expect((await decision(it)).status).toBe('approved')
  })
})
