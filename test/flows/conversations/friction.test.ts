import { describe, expect, test } from 'vitest'
import { type Conversation, openConversation, SPOKEN } from '../../support/conversation.ts'
import { type Phone, visible } from '../../support/phone.ts'
import { sendMedia } from '../../support/raw-events.ts'

const WORDS = { 'zh-TW': '上傳卡住，一直出現 schema error', en: 'upload is stuck with a schema error' }

describe.each(SPOKEN)('reporting friction, in %s', (locale) => {
  const words = WORDS[locale]

  async function openReport() {
    const it = await openConversation(locale)
    it.given(words, 'schema error')
    return { it, person: await it.person('worker') }
  }

  const kept = ({ bot }: Conversation) => bot.db.prisma.workerRepairEvent.findMany()

  /** A report in one line, shown and sent. */
  async function report(it: Conversation, person: Phone, told: Phone[] = []) {
    await it.says(person, it.command('report', words))
    return it.taps(person, it.t('chat.friction.send'), told)
  }

  test('one line is understood, shown before it is kept, and kept once', async () => {
    const { it, person } = await openReport()
    const [card] = await it.says(person, it.command('report', words))
    it.hear(card ? [card] : [], 'chat.friction.confirm_text', {
      kind: it.t('eventType.schema_error'),
      phase: 'upload',
      words,
      evidence: '',
    })
    expect(await kept(it)).toEqual([])
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.done', { count: 1 })
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.over')
    expect(await kept(it)).toMatchObject([
      { isFriction: true, eventType: 'schema_error', phase: 'upload', workerId: it.name('worker') },
    ])
  })

  test('the guided talk goes from the kind to a picture, to words, back to the kind, and to the report', async () => {
    const { it, person } = await openReport()
    it.hear(await it.says(person, it.command('report')), 'chat.friction.kind_text')
    it.hear(await it.taps(person, it.t('eventType.fetch_failed')), 'chat.friction.words')
    it.hear(await it.step(person, () => sendMedia(it.bot, person)), 'chat.friction.noted', { count: 1 })
    it.hear(await it.says(person, words), 'chat.friction.evidence', { count: 1 })
    it.hear(await it.step(person, () => sendMedia(it.bot, person, 'file')), 'chat.friction.evidence', {
      count: 2,
    })
    it.hear(await it.taps(person, it.t('chat.friction.change')), 'chat.friction.kind_text')
    it.hear(await it.taps(person, it.t('eventType.claim_idle')), 'chat.friction.confirm_text', {
      kind: it.t('eventType.claim_idle'),
      words,
    })
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.done')
    expect(await kept(it)).toMatchObject([
      {
        eventType: 'claim_idle',
        rawCommandOutput: { message: words, evidence: [expect.any(String), expect.any(String)] },
      },
    ])
  })

  test('words may come before the kind, and the newest words count', async () => {
    const { it, person } = await openReport()
    await it.says(person, it.command('report'))
    it.given('lease')
    await it.says(person, 'lease')
    it.hear(await it.says(person, words), 'chat.friction.confirm_text', { words })
    await it.taps(person, it.t('chat.friction.send'))
    expect(await kept(it)).toMatchObject([{ rawCommandOutput: { message: words } }])
  })

  test('at every step it can be dropped, by a word and by its button; then nothing is kept', async () => {
    const { it, person } = await openReport()
    const drop = async () => {
      it.hear(await it.says(person, it.command('cancel')), 'chat.friction.cancelled')
      it.hear(await it.says(person, it.command('cancel')), 'chat.friction.nothing')
    }
    await it.says(person, it.command('report'))
    await drop()
    await it.says(person, it.command('report'))
    const [kind] = await it.taps(person, it.t('eventType.fetch_failed'))
    expect(kind).toBeDefined()
    await drop()
    await it.says(person, it.command('report'))
    await it.step(person, () => sendMedia(it.bot, person))
    await drop()
    const [card] = await it.says(person, it.command('report', words))
    await drop()
    it.hear(await it.taps(person, it.t('chat.friction.send'), [], card?.id), 'chat.friction.over')
    await it.says(person, it.command('report', words))
    it.hear(await it.taps(person, it.t('chat.friction.cancel')), 'chat.friction.cancelled')
    expect(await kept(it)).toEqual([])
    expect(await it.bot.db.prisma.conversation.count()).toBe(0)
  })

  test('a report that is left alone for 15 minutes is gone; whoever goes on with it is told so once', async () => {
    const { it, person } = await openReport()
    const wait = (seconds: number) => it.bot.clock.advance({ minutes: 15, seconds })
    await it.says(person, it.command('report', words))
    wait(-1)
    it.hear(await it.says(person, words), 'chat.friction.confirm_text')
    wait(1)
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.late')
    it.hear(await it.taps(person, it.t('chat.friction.send')), 'chat.friction.over')
    await it.says(person, it.command('report'))
    wait(1)
    it.hear(await it.says(person, words), 'chat.friction.late')
    it.hear(await it.says(person, words), 'chat.unknown.text')
    await it.says(person, it.command('report'))
    wait(1)
    await it.silence(() => sendMedia(it.bot, person))
    expect(await kept(it)).toEqual([])
  })

  test('a command in the middle is obeyed and the report goes on; a new report takes the place of the old one', async () => {
    const { it, person } = await openReport()
    await it.says(person, it.command('report', 'A-1'))
    it.hear(await it.says(person, it.command('whoami')), 'say.whoami')
    it.given('A-1', 'B-2')
    await it.says(person, it.command('report', 'B-2'))
    await it.taps(person, it.t('chat.friction.send'))
    expect(await kept(it)).toMatchObject([{ rawCommandOutput: { message: 'B-2' } }])
  })

  test('pictures and stickers without a report are met with silence', async () => {
    const { it, person } = await openReport()
    for (const type of ['image', 'file', 'sticker']) await it.silence(() => sendMedia(it.bot, person, type))
    expect(await it.bot.db.prisma.inboxEvent.count({ where: { outcome: 'ignored' } })).toBe(3)
  })

  test('people who report the same thing cost one card, and learn what came of it by one push each', async () => {
    const { it, person } = await openReport()
    const [owner, second] = [await it.person('pls_owner'), await it.person('pool_owner')]
    it.hear(await report(it, person), 'chat.friction.done')
    it.hear(await report(it, second, [owner]), 'chat.friction.proposed', { count: 2 })
    it.hear(await it.taps(owner, it.t('button.approve'), [person, second]), 'status.approved')
    for (const reporter of [person, second]) {
      const [told, ...more] = await it.news(reporter)
      expect(visible(told)).toContain(it.t('status.approved'))
      expect(more).toEqual([])
    }
  })
})
