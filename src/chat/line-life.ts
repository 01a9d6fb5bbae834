import { noteLeft, notePresent } from '../domain/groups/presence.ts'
import { noteBack, noteBlocked } from '../domain/members/change.ts'
import { removeUnsent } from '../domain/unsent.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { dropUnsent } from './friction.ts'
import { groupOf } from './line-event.ts'

/** Somebody added the bot as a friend, or is back after a block. */
export async function handleFollow(chat: ChatContext): Promise<Answer> {
  const { ctx, member, words } = chat
  if (!member) return say('say.stranger')
  if (member.blockedAt) {
    await noteBack(ctx, member.id)
    return say('say.back', { name: member.name })
  }
  return say('say.already_member', { name: member.name, role: words.t(`role.${member.role}`) })
}

/** Somebody blocked the bot: from now on others are asked in their place. */
export async function handleUnfollow({ ctx, member }: ChatContext): Promise<Answer> {
  if (member) await noteBlocked(ctx, member.id)
  return []
}

/** Somebody took a message back: what we kept of it goes. */
export async function handleUnsend(chat: ChatContext, messageId: string): Promise<Answer> {
  await removeUnsent(chat.ctx, messageId)
  await dropUnsent(chat, messageId)
  return []
}

/** The bot was brought into a group. */
export const handleJoin = (): Answer => say('chat.group.welcome')

/** Keeps what an event says of the group that it came from: that the bot is in it, or is no more. */
export async function noteGroup({ ctx, event }: ChatContext): Promise<void> {
  const group = groupOf(event)
  if (!group) return
  const at = new Date(event.timestamp ?? ctx.clock.now())
  if (event.type === 'leave') await noteLeft(ctx, group, at)
  else await notePresent(ctx, group, at, event.type === 'join')
}
