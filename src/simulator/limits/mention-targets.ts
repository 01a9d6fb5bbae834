import { LineError } from '../api/line-error.ts'
import type { Platform } from '../platform.ts'
import type { JsonObject } from '../state/records.ts'

/** Mentions work only in a group, and only of its members; anything else fails the whole call. */
export function requireMentionable(platform: Platform, chat: string, messages: JsonObject[]): void {
  messages.forEach((message, index) => {
    for (const userId of mentionedUsers(message)) {
      const group = platform.store.get('group', chat)
      const isAllowed = group !== undefined && (userId === null || group.members.includes(userId))
      if (isAllowed) continue
      throw new LineError(400, {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'The mentionee is invalid', property: `messages[${index}].substitution` }],
      })
    }
  })
}

/** The user ids mentioned by a textV2 message; null stands for "all". */
function mentionedUsers(message: JsonObject): (string | null)[] {
  if (message.type !== 'textV2' || typeof message.substitution !== 'object') return []
  return Object.values(message.substitution ?? {}).flatMap((part: unknown) => {
    const { type, mentionee } = part as { type?: unknown; mentionee?: { type?: unknown; userId?: unknown } }
    if (type !== 'mention') return []
    return [mentionee?.type === 'all' ? null : String(mentionee?.userId)]
  })
}
