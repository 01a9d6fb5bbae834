import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../../src/chat/commands.ts'
import { halt } from '../../../src/domain/halts/halt.ts'
import { recordLearning } from '../../../src/domain/learning/record.ts'
import { startRound } from '../../../src/domain/rounds/rounds.ts'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'
import { aProposal } from '../../support/given.ts'
import { type Received, visible } from '../../support/phone.ts'
import { RELEASE } from '../../support/taps.ts'

const ROLES = ['louis', 'pls_owner', 'pool_owner', 'worker'] as const
const read = (answers: Received[]) => answers.map(visible).join('\n')

/** The commands that 說明 tells of, as its reader types them. */
const toldOf = (it: Conversation, answers: Received[]) =>
  COMMANDS.filter(({ about }) => about && read(answers).includes(it.t(`chat.about.${about}`))).map(
    ({ about }) => about,
  )

describe.each(SPOKEN)('asking the bot, in %s', (locale) => {
  test.each(ROLES)('a %s is told who they are, and of the commands that they may use', async (role) => {
    const it = await openConversation(locale)
    const person = await it.person(role)
    const name = it.name(role)
    it.hear(await it.says(person, it.command('whoami')), 'say.whoami', { name, role: it.t(`role.${role}`) })
    const help = await it.says(person, it.command('help'))
    const mine = COMMANDS.filter((one) => one.about && (!one.for || one.for.includes(role)))
    expect(toldOf(it, help)).toEqual(mine.map(({ about }) => about))
    for (const { names } of mine) expect(read(help)).toContain(names[locale === 'en' ? 1 : 0])
  })

  test.each(ROLES)('what waits is shown to a %s if it waits for them', async (role) => {
    const it = await openConversation(locale)
    const person = await it.person(role)
    it.hear(await it.says(person, it.command('pending')), 'say.nothing_pending')
    await aProposal(it.bot)
    await aProposal(it.bot, RELEASE)
    await it.news(person)
    const answers = await it.says(person, it.command('pending'))
    const waiting = { louis: 2, pls_owner: 1, pool_owner: 0, worker: 0 }[role]
    if (waiting === 0) it.hear(answers, 'say.nothing_pending')
    else it.hear(answers, 'say.pending', { count: waiting })
    const buttons = answers.flatMap((one) => one.buttons.map(({ label }) => label))
    expect(buttons.filter((one) => one === it.t('button.approve'))).toHaveLength(waiting)
    expect(buttons.filter((one) => one === it.t('button.reject'))).toHaveLength(waiting)
  })

  test('the matrix says in one look what runs by itself, what needs approval, and that all is halted', async () => {
    const it = await openConversation(locale)
    const [owner, louis] = [await it.person('pls_owner'), await it.person('louis')]
    const answers = await it.says(owner, it.command('policy'))
    for (const phrase of ['by_itself', 'after_approval', 'approved_each_time', 'forbidden'] as const)
      it.hear(answers, `chat.policy.${phrase}`)
    it.hear(answers, 'action.release')
    expect(read(answers)).not.toContain(it.t('chat.policy.halted'))
    const member = await it.bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: louis.userId } })
    const { id, name, pool } = member
    await halt({ ...it.bot.ctx, actor: { kind: 'member', id, name, role: 'louis', pool } }, 'x')
    it.hear(await it.says(owner, it.command('policy')), 'chat.policy.halted')
  })

  test('the scorecard and the priorities come as an answer, before the first lesson and after it', async () => {
    const it = await openConversation(locale)
    const person = await it.person('pool_owner')
    await startRound(it.bot.ctx, 'D7-1')
    it.hear(await it.says(person, it.command('priorities')), 'digest.priorities.none')
    expect((await it.says(person, it.command('scorecard')))[0]?.type).toBe('flex')
    const lesson = { topic_key: 'upload', lesson: 'L', next_round_priority: 'P-1', adoption_signal: 'none' }
    const job_id = '00000000-0000-4000-8000-000000000001'
    await recordLearning(it.bot.ctx, { job_id, ...lesson })
    it.bot.clock.advance({ seconds: 1 })
    expect(read(await it.says(person, it.command('priorities')))).toContain('P-1')
    await it.says(person, it.command('scorecard'))
  })

  test.each(ROLES)(
    'a %s asks for the console and gets a link that opens it once, or hears why not',
    async (role) => {
      const it = await openConversation(locale)
      const person = await it.person(role)
      const answers = await it.says(person, it.command('console'))
      if (role === 'worker') return it.hear(answers, 'console.link.not_for_you')
      const [link = ''] = read(answers).match(/http:\/\/\S+/) ?? []
      expect(link).toContain(it.bot.url)
    },
  )

  test('words that nobody understands get the two closest commands as buttons, which work', async () => {
    const it = await openConversation(locale)
    const [owner, worker] = [await it.person('pls_owner'), await it.person('worker')]
    for (const [person, first, second] of [
      [owner, 'pending', 'policy'],
      [worker, 'report', 'help'],
    ] as const) {
      const answers = await it.says(person, '??')
      it.hear(answers, 'chat.unknown.title')
      const labels = answers.flatMap((one) => one.buttons.map(({ label }) => label))
      expect(labels).toEqual([it.t(`chat.command.${first}`), it.t(`chat.command.${second}`)])
      for (const label of labels) await it.taps(person, label, [], answers[0]?.id)
    }
  })

  test('"cancel" with nothing under way is answered too', async () => {
    const it = await openConversation(locale)
    const person = await it.person('worker')
    it.hear(await it.says(person, it.command('cancel')), 'chat.friction.nothing')
  })
})
