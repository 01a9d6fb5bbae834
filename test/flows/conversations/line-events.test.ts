import { describe, expect, test } from 'vitest'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'
import { aProposal } from '../../support/given.ts'
import type { Phone } from '../../support/phone.ts'
import { deliver, redeliver, sendMedia, withheld } from '../../support/raw-events.ts'
import { dataOf, state, theCard } from '../../support/taps.ts'

/** What came of events, in the order asked for; of all of them in none. The test's clock stands still: times say nothing. */
async function outcomes({ bot }: Conversation, ids?: string[]): Promise<(string | null | undefined)[]> {
  const rows = await bot.db.prisma.inboxEvent.findMany()
  return ids
    ? ids.map((id) => rows.find((it) => it.webhookEventId === id)?.outcome)
    : rows.map((it) => it.outcome)
}

const storedTexts = async ({ bot }: Conversation, text: string) => {
  const inbox = await bot.db.prisma.inboxEvent.count({ where: { event: { contains: text } } })
  const { rows } = await bot.db.pool.query('select 1 from conversations where state::text like $1', [
    `%${text}%`,
  ])
  return inbox + rows.length
}

const lastOf = async (phone: Phone, text: string) => (await phone.all()).find((it) => it.text === text)?.id

describe.each(SPOKEN)("LINE's other events, in %s", (locale) => {
  test('who adds the bot is greeted; who blocks it is not asked, a deputy is; who comes back is welcomed and asked again', async () => {
    const it = await openConversation(locale)
    const [stranger, owner, louis] = [
      await it.stranger(),
      await it.person('pls_owner'),
      await it.person('louis'),
    ]
    it.hear(await it.step(stranger, () => stranger.sim('unblock', {})), 'say.stranger')
    await it.silence(() => owner.sim('block', {}))
    await aProposal(it.bot)
    expect(await it.news(louis)).toHaveLength(1)
    it.hear(await it.step(owner, () => owner.sim('unblock', {})), 'say.back', { name: it.name('pls_owner') })
    it.hear(await it.says(owner, it.command('pending')), 'say.pending', { count: 1 })
    await aProposal(it.bot, { event_type: 'schema_error', phase: 'b' })
    expect(await it.news(louis)).toEqual([])
    expect(await it.news(owner)).toHaveLength(1)
    it.hear(await it.step(owner, () => owner.sim('unblock', {})), 'say.already_member')
  })

  test('a text that is taken back is kept nowhere, also not in a report under way, whichever comes first', async () => {
    const it = await openConversation(locale)
    const person = await it.person('worker')
    it.given('TAKE-BACK')
    await it.says(person, it.command('report', 'TAKE-BACK'))
    const picture = await sendMedia(it.bot, person)
    await it.news(person)
    expect(await storedTexts(it, 'TAKE-BACK')).toBe(2)
    const id = await lastOf(person, it.command('report', 'TAKE-BACK'))
    await it.silence(() => person.sim('unsend', { message_id: id }))
    await it.silence(() => person.sim('unsend', { message_id: picture }))
    expect(await storedTexts(it, 'TAKE-BACK')).toBe(0)
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.words')

    const events = await withheld(it.bot, async () => {
      await person.sim('text', { text: it.command('report', 'TAKE-BACK') })
      await person.sim('unsend', {
        message_id: (await person.all()).findLast((one) => one.from === 'user')?.id,
      })
    })
    await it.silence(() => deliver(it.bot, events.toReversed()))
    expect(await storedTexts(it, 'TAKE-BACK')).toBe(0)
    expect(await outcomes(it)).toContain('unsent')
    expect(await it.bot.db.prisma.workerRepairEvent.count()).toBe(0)
  })

  test('an edited message is no new one', async () => {
    const it = await openConversation(locale)
    const louis = await it.person('louis')
    const [event] = await withheld(it.bot, () => louis.sim('text', { text: it.command('halt', 'P1') }))
    if (!event) throw new Error('no event')
    await it.silence(() => deliver(it.bot, [{ ...event, type: 'messageEdited' }]))
    expect(await it.bot.db.prisma.halt.count()).toBe(0)
    expect(await outcomes(it, [String(event.webhookEventId)])).toEqual(['ignored'])
  })

  test('an event that comes twice is handled once, and a late redelivery is still answered by reply', async () => {
    const it = await openConversation(locale)
    const [owner, louis] = [await it.person('pls_owner'), await it.person('louis')]
    const [event] = await withheld(it.bot, () => louis.sim('text', { text: it.command('halt', 'P1') }))
    if (!event) throw new Error('no event')
    it.hear(await it.step(louis, () => deliver(it.bot, [event, event])), 'say.halted')
    await it.silence(() => redeliver(it.bot, event))
    await it.silence(() => deliver(it.bot, [event]))
    expect(await it.bot.db.prisma.halt.count()).toBe(1)

    const [late] = await withheld(it.bot, () => owner.sim('text', { text: it.command('whoami') }))
    if (!late) throw new Error('no event')
    it.bot.clock.advance({ minutes: 15 })
    it.hear(await it.step(owner, () => redeliver(it.bot, late)), 'say.whoami')
  })

  test('out of order nothing is decided that was not meant: words before the tap that asks for them are none', async () => {
    const it = await openConversation(locale)
    const owner = await it.person('pls_owner')
    await aProposal(it.bot)
    const card = await theCard(owner)
    it.given('TOO-EARLY')
    const before = await state(it.bot)
    const events = await withheld(it.bot, async () => {
      await owner.sim('postback', { data: dataOf(card, it.t('button.reject')) })
      await owner.sim('text', { text: 'TOO-EARLY' })
    })
    const answers = await it.step(owner, () => deliver(it.bot, events.toReversed()))
    it.hear(answers, 'chat.unknown.text')
    it.hear(answers, 'reasons.title')
    expect(await state(it.bot)).toEqual(before)
  })

  test('what LINE sends for others, or may invent, is met with silence', async () => {
    const it = await openConversation(locale)
    const owner = await it.person('pls_owner')
    const [event] = await withheld(it.bot, () => owner.sim('text', { text: it.command('whoami') }))
    if (!event) throw new Error('no event')
    await it.silence(() => deliver(it.bot, [{ ...event, mode: 'standby' }]))
    expect(await outcomes(it, [String(event.webhookEventId)])).toEqual(['standby'])
    const types = ['beacon', 'memberJoined', 'videoPlayComplete', 'somethingNew']
    for (const type of types)
      await it.silence(() =>
        deliver(it.bot, [{ ...event, type, webhookEventId: `01${type}`, message: undefined }]),
      )
    expect(
      await outcomes(
        it,
        types.map((type) => `01${type}`),
      ),
    ).toEqual(types.map(() => 'ignored'))
  })
})
