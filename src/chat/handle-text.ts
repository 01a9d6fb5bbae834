import { type Answer, type ChatContext, say } from './chat-context.ts'
import { findCommand } from './commands.ts'
import { findAwaitedReason, forgetReason } from './conversations.ts'
import { rejectBecause } from './taps.ts'

const REASON_LIMIT = 2_000

/** Words typed after 拒絕 was tapped are its reason. */
async function takeReason(chat: ChatContext, text: string): Promise<Answer | null> {
  const { ctx, lineUserId } = chat
  const awaited = lineUserId && chat.isDirect ? await findAwaitedReason(ctx, lineUserId) : null
  if (!awaited || !lineUserId) return null
  if (awaited.isLate) {
    await forgetReason(ctx, lineUserId)
    return say('say.reason_timeout')
  }
  // PostgreSQL keeps neither NUL nor half a character, and LINE lets 5,000 units through.
  const reason = text.replaceAll('\u0000', '').slice(0, REASON_LIMIT).toWellFormed().trim()
  return reason === '' ? null : rejectBecause(chat, awaited, reason)
}

/** Answers a text message: a command, the reason of a rejection, or a pointer to what there is. */
export async function handleText(chat: ChatContext, text: string): Promise<Answer> {
  const found = findCommand(text)
  if (!chat.member) {
    if (found?.command.forStrangers) return found.command.run(chat, found.rest)
    return chat.isDirect ? say('say.stranger') : []
  }
  if (found) return found.command.run(chat, found.rest)
  const reason = await takeReason(chat, text)
  if (reason) return reason
  // In a group people talk to each other, not to us.
  return chat.isDirect ? say('say.unknown') : []
}

/** Somebody added the bot as a friend. */
export function handleFollow(chat: ChatContext): Answer {
  if (!chat.member) return say('say.stranger')
  const { name, role } = chat.member
  return say('say.already_member', { name, role: chat.words.t(`role.${role}`) })
}
