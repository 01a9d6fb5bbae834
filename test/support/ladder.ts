import { expect } from 'vitest'
import { SCHEDULES, scheduleCtx } from '../../src/schedules.ts'
import { wordsOf } from '../../src/words/words.ts'
import { type Bot, startBot } from './bot.ts'
import { TIME_ZONE } from './languages.ts'
import { type Phone, type Received, visible } from './phone.ts'

/** The schedules that ask people, or stop asking. */
const OF_SILENCE = ['expire-unanswered', 'climb-ladder']

/** What a minute of the clock does: all at once, as the schedules fire them, and nothing is sent yet. */
export async function owe(bot: Bot, names = OF_SILENCE): Promise<void> {
  const due = SCHEDULES.filter((it) => names.includes(it.name))
  expect(due.map((it) => it.name).sort()).toEqual([...names].sort())
  await Promise.all(due.map((it) => it.run(bot.services, scheduleCtx(bot.services, it.name))))
}

/** Two minutes of the clock, and all that they owe is sent: the second has to find nothing. */
export async function minutes(bot: Bot): Promise<void> {
  await owe(bot)
  await bot.runTasks()
  await owe(bot)
  await bot.runTasks()
}

type Time = Parameters<Bot['clock']['advance']>[0]

/** The bot is away for a while, and somebody new is there on the same database. */
export async function awayFor(bot: Bot, time: Time): Promise<void> {
  await bot.stop()
  bot.clock.advance(time)
  await bot.start()
}

const { t } = wordsOf('zh-TW', TIME_ZONE)
const REMINDERS = ['half', 'late', 'deputy', 'over'] as const

/** One new message in a word: a step of the ladder, a card that asks or tells, or its text. */
function inAWord(message: Received): string {
  const step = REMINDERS.find((it) => message.text === t(`chat.reminder.${it}`))
  if (step) return step
  if (message.text !== null) return message.text
  const labels = message.buttons.map((it) => it.label)
  return labels.includes(t('button.approve')) ? 'card' : visible(message).split('\n')[0] || '?'
}

/** What is new on a phone, all of it pushed. */
export async function pushed(phone: Phone): Promise<string[]> {
  const fresh = await phone.read()
  expect(fresh.map((it) => it.via)).toEqual(fresh.map(() => 'push'))
  return fresh.map(inAWord)
}

/** A bot with Louis, a PLS owner and a pool owner who may stand in. */
export async function openLadder() {
  const bot = await startBot()
  return {
    bot,
    louis: await bot.person('louis', 'Louis'),
    owner: await bot.person('pls_owner', '林怡君'),
    pool: await bot.person('pool_owner', '陳柏翰'),
  }
}
