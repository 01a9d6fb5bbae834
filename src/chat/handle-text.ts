import { LOCALES, wordsOf } from '../words/words.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { findCommand, obey } from './commands.ts'
import { findAwaitedReason, forget } from './conversations.ts'
import { continueFriction } from './friction.ts'
import { wantsGroupSize } from './group-digest.ts'
import { groupOf, type LineEvent } from './line-event.ts'
import { rejectBecause } from './taps.ts'

const REASON_LIMIT = 2_000

const PREFIXES = LOCALES.map((it) =>
  wordsOf(it, 'UTC')
    .t('reasons.prefix')
    .replace(/[:：\s]+$/u, ''),
)
const PREFIX = new RegExp(`^\\s*(?:${PREFIXES.join('|')})\\s*[:：]`, 'iu')

/** What was put into the keyboard is no part of the reason. */
const withoutPrefix = (text: string) => text.replace(PREFIX, '')

/** Nothing that one could read: blanks, and characters that show nothing. */
const isBlank = (text: string) => /^[\s\p{C}]*$/u.test(text)

/** Words typed after 拒絕 was tapped are its reason. */
async function takeReason(chat: ChatContext, text: string): Promise<Answer | null> {
  const { ctx, lineUserId } = chat
  const awaited = lineUserId && chat.isDirect ? await findAwaitedReason(ctx, lineUserId) : null
  if (!awaited || !lineUserId) return null
  if (awaited.isLate) {
    await forget(ctx, lineUserId)
    return say('say.reason_timeout')
  }
  // PostgreSQL keeps neither NUL nor half a character, and LINE lets 5,000 units through.
  const reason = withoutPrefix(text).replaceAll('\u0000', '').slice(0, REASON_LIMIT).toWellFormed().trim()
  return isBlank(reason) ? say('say.reason_empty') : rejectBecause(chat, awaited, reason)
}

/** In a group people talk to each other: only words to us are ours. The mention itself is no word. */
function wordsToUs(
  { event, isDirect }: Pick<ChatContext, 'event' | 'isDirect'>,
  text: string,
): { isMentioned: boolean; words: string } {
  const self = event.message?.mention?.mentionees.find((it) => it.isSelf)
  if (isDirect || !self) return { isMentioned: false, words: text }
  return {
    isMentioned: true,
    words: `${text.slice(0, self.index)}${text.slice(self.index + self.length)}`.trim(),
  }
}

/** Whether a text asks something that needs the size of its group, which LINE has to be asked for first. */
export function needsGroupSize(event: LineEvent): boolean {
  const text = event.message?.text
  if (text === undefined || !groupOf(event)) return false
  const { isMentioned, words } = wordsToUs({ event, isDirect: false }, text)
  const found = findCommand(words, isMentioned)
  return found?.command.names.includes('digest') === true && wantsGroupSize(found.rest)
}

/** The two commands that come closest to words nobody understands. */
function suggest({ words, member }: ChatContext): Answer {
  const isApprover = member?.role === 'louis' || member?.role === 'pls_owner'
  const names = isApprover ? (['pending', 'policy'] as const) : (['report', 'help'] as const)
  const options = names.map((name) => ({
    label: words.t(`chat.command.${name}`),
    tap: { verb: 'command' as const, id: '', version: 0, arg: name },
  }))
  const [title, text] = [words.t('chat.unknown.title'), words.t('chat.unknown.text')]
  return [{ kind: 'choose', title, text, options, hint: words.t('chat.unknown.hint') }]
}

/** Answers a text message: a command, words that were waited for, or a pointer to what there is. */
export async function handleText(chat: ChatContext, text: string): Promise<Answer> {
  const { isMentioned, words } = wordsToUs(chat, text)
  const found = findCommand(words, chat.isDirect || isMentioned)
  if (!chat.member) {
    if (found?.command.needsAsker && !chat.lineUserId) return say('chat.group.who_asks')
    if (found?.command.forStrangers) return obey(chat, found)
    return chat.isDirect || isMentioned ? say('say.stranger') : []
  }
  if (found) return obey(chat, found)
  const awaited =
    (await takeReason(chat, words)) ?? (chat.isDirect ? await continueFriction(chat, words) : null)
  if (awaited) return awaited
  if (chat.isDirect && PREFIX.test(words)) return say('say.reason_for_nothing')
  return chat.isDirect || isMentioned ? suggest(chat) : []
}
