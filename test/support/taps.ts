import { expect } from 'vitest'
import { type Bot, startBot } from './bot.ts'
import { type Phone, type Received, visible } from './phone.ts'

/** An event whose repair is of high risk. */
export const RELEASE = {
  event_type: 'lease_risk',
  repair_action: 'release',
  raw_command_output: 'lease expires',
}

/** A bot with the two who decide. */
export async function openTaps() {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  return { bot, louis, owner }
}

/** What the person reads that is new. */
export const said = async (phone: Phone) => (await phone.read()).map(visible)

/** The new message that has buttons. */
export async function theCard(phone: Phone): Promise<Received> {
  const card = (await phone.read()).find((it) => it.buttons.length > 0)
  expect(card).toBeDefined()
  return card as Received
}

export const dataOf = (card: Received, label: string) =>
  card.buttons.find((it) => it.label === label)?.data ?? ''

/** All that a tap could change. */
export const state = async (bot: Bot) => ({
  policies: await bot.db.prisma.workerPolicyDecision.findMany({ orderBy: { createdAt: 'asc' } }),
  audit: await bot.db.prisma.auditEntry.count({ where: { verb: { startsWith: 'policy.' } } }),
})

/** The person gets exactly this one sentence, and nothing is changed. */
export async function expectRefused(
  bot: Bot,
  phone: Phone,
  act: () => Promise<unknown>,
  sentence: string | RegExp,
) {
  await phone.read()
  const before = await state(bot)
  await act()
  await bot.runTasks()
  const answers = await said(phone)
  expect(answers).toHaveLength(1)
  expect(answers[0]).toMatch(sentence)
  expect(await state(bot)).toEqual(before)
}
