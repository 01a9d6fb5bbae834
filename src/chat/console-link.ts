import { CONSOLE_LINK_TIME, MINUTE } from '../domain/rules.ts'
import { createConsoleLink } from '../domain/sessions/link.ts'
import { CONSOLE_ROLES } from '../domain/sessions/readers.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** Answers `作戰台`: a one-use link for the one who asks, and only in the one-to-one chat. */
export async function consoleLink(chat: ChatContext): Promise<Answer> {
  const { ctx, member, words } = chat
  if (!chat.isDirect || !member) return say('console.link.only_direct')
  if (!CONSOLE_ROLES.includes(member.role))
    return say('console.link.not_for_you', { role: words.t(`role.${member.role}`) })
  const { token } = await createConsoleLink(ctx)
  return [{ kind: 'console-link', token, minutes: CONSOLE_LINK_TIME / MINUTE }]
}
