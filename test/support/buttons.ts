import type { Tap } from '../../src/domain/tap.ts'
import type { Bot } from './bot.ts'
import type { Phone, Received } from './phone.ts'

export type Button = { message: Received; data: string; tap: Tap }

/** Every button that the bot put on somebody's phone, oldest first, with what it means. */
export async function buttonsOn(bot: Bot, phone: Phone): Promise<Button[]> {
  const messages = (await phone.all()).filter((it) => it.from === 'bot')
  return messages.flatMap((message) =>
    message.buttons.flatMap(({ data }) => {
      const tap = data ? bot.services.signer.open(data) : null
      return data && tap ? [{ message, data, tap }] : []
    }),
  )
}

/**
 * The data of the newest button that means this, wherever it stands on its card.
 *
 * @param about the policy decision, and what is chosen.
 */
export async function buttonFor(
  bot: Bot,
  phone: Phone,
  verb: Tap['verb'],
  about: { id?: string; arg?: string } = {},
): Promise<string> {
  const found = (await buttonsOn(bot, phone)).findLast(
    ({ tap }) =>
      tap.verb === verb &&
      (about.id === undefined || tap.id === about.id) &&
      (about.arg === undefined || tap.arg === about.arg),
  )
  if (!found) throw new Error(`no button for ${verb} ${JSON.stringify(about)}`)
  return found.data
}
