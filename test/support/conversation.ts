import { expect } from 'vitest'
import { COMMANDS } from '../../src/chat/commands.ts'
import type { Locale, Phrase } from '../../src/words/words.ts'
import { wordsOf } from '../../src/words/words.ts'
import { type Bot, startBot } from './bot.ts'
import { anEvent } from './given.ts'
import { expectOnly, phrased, TIME_ZONE } from './languages.ts'
import { pushesDuring } from './line-calls.ts'
import { type Phone, type Received, visible } from './phone.ts'

type Role = 'louis' | 'pls_owner' | 'pool_owner' | 'worker'
type Params = Record<string, string | number>

/** What people are called where a language is spoken. */
export const NAMES = {
  'zh-TW': { louis: 'Louis', pls_owner: '林怡君', pool_owner: '陳柏翰', worker: '王小明' },
  en: { louis: 'Louis', pls_owner: 'Ivy Lin', pool_owner: 'Ben Chen', worker: 'Ming Wang' },
} as const satisfies Record<Locale, Record<Role, string>>

/** Every language that the bot speaks, for `describe.each`. */
export const SPOKEN: Locale[] = ['zh-TW', 'en']

/** What workers report in these tests; it is shown as it is, in either language. */
const REPORTED = [anEvent().raw_command_output.stderr, anEvent().repair_action, 'lease expires']

/** A talk with the bot in one language, of which every step is looked at: how it was answered, what it cost, and in which words. */
export type Conversation = {
  bot: Bot
  /** A phrase of the language, as a label to tap or a text to find. */
  t(phrase: Phrase, params?: Params): string
  /** A command as people of the language type it. */
  command(name: string, ...words: string[]): string
  /** Somebody who takes part, by role; of a second one the name is given. */
  person(role: Role, name?: string): Promise<Phone>
  name(role: Role): string
  stranger(): Promise<Phone>
  /** Lets texts through that are no words of the bot. */
  given(...texts: string[]): void
  /** From now on this person is spoken to in the other language. */
  speaks(phone: Phone, locale: Locale): void
  /**
   * Somebody does something. It is answered, by reply and not by push; each of `told` gets one push, and
   * nobody else. Resolves to the answers.
   */
  step(phone: Phone, act: () => Promise<unknown>, told?: Phone[]): Promise<Received[]>
  /** The same for a text. */
  says(phone: Phone, text: string, told?: Phone[]): Promise<Received[]>
  /** The same for a button of the newest message that has it, or of the given one. */
  taps(phone: Phone, label: string, told?: Phone[], messageId?: string): Promise<Received[]>
  /** Something happens that nobody is answered or told of. */
  silence(act: () => Promise<unknown>): Promise<void>
  /** What somebody got since the last look, in their language. */
  news(phone: Phone): Promise<Received[]>
  /** The answers hold this phrase. */
  hear(answers: Received[], phrase: Phrase, params?: Params): void
}

const commandIn = (locale: Locale) => (name: string, more: string[]) => {
  const found = COMMANDS.find((it) => it.names.includes(name))
  const typed = found?.names[locale === 'en' ? 1 : 0]
  if (!typed) throw new Error(`no command ${name}`)
  return [typed, ...more].join(' ')
}

/** A bot and its people, who all speak one language. */
export async function openConversation(locale: Locale): Promise<Conversation> {
  const bot = await startBot({ env: { DEFAULT_LOCALE: locale } })
  const { t } = wordsOf(locale, TIME_ZONE)
  const given = new Set<string>([...Object.values(NAMES[locale]), ...REPORTED])
  const others = new Map<string, Locale>()
  const command = commandIn(locale)

  const news = async (phone: Phone): Promise<Received[]> => {
    const fresh = await phone.read()
    const theirs = others.get(phone.userId) ?? locale
    for (const it of fresh) {
      expectOnly(theirs, visible(it), given)
      expectOnly(theirs, it.alt_text ?? '', given)
    }
    return fresh
  }

  const step: Conversation['step'] = async (phone, act, told = []) => {
    await news(phone)
    const pushes = await pushesDuring(bot, async () => {
      await act()
      await bot.runTasks()
    })
    expect(pushes, 'pushes, by person').toEqual(Object.fromEntries(told.map((it) => [it.userId, 1])))
    const answers = await news(phone)
    expect(answers.length, 'answers').toBeGreaterThan(0)
    expect(new Set(answers.map((it) => it.via))).toEqual(new Set(['reply']))
    return answers
  }

  return {
    bot,
    t,
    command: (name, ...more) => command(name, more),
    person: async (role, name = NAMES[locale][role]) => {
      given.add(name)
      return bot.person(role, name, locale)
    },
    name: (role) => NAMES[locale][role],
    stranger: () => bot.stranger(),
    given: (...texts) => {
      for (const it of texts) given.add(it)
    },
    speaks: (phone, other) => {
      others.set(phone.userId, other)
    },
    step,
    says: (phone, text, told) => step(phone, () => phone.send(text), told),
    taps: (phone, label, told, messageId) => step(phone, () => phone.tap(label, messageId), told),
    silence: async (act) => {
      const before = await messagesOf(bot)
      await act()
      await bot.runTasks()
      expect(await messagesOf(bot), 'what the bot said').toEqual(before)
    },
    news,
    hear: (answers, phrase, params) => {
      expect(answers.map(visible).join('\n')).toMatch(phrased(locale, phrase, params))
    },
  }
}

/** How much the bot has said to anybody. */
async function messagesOf(bot: Bot): Promise<number> {
  const { body } = await bot.request('GET', '/_sim/calls', { at: bot.sim.url })
  const sent = (body.items as { path: string; status: number }[]).filter(
    (it) => it.path.startsWith('/v2/bot/message/') && it.status === 200,
  )
  return sent.length
}
