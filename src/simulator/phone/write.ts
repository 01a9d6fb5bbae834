import { addMessage } from '../delivery/message-log.ts'
import type { Platform } from '../platform.ts'
import { newOpaqueToken } from '../state/random-ids.ts'
import type { JsonObject, Message } from '../state/records.ts'
import { newEvent } from '../webhooks/events.ts'
import type { ActionResult, Actor } from './actor.ts'

export interface WriteInput {
  text: string
  mentionBot?: boolean
}

/** A user writes a text into a chat; the bot gets a message event. */
export async function writeText(platform: Platform, actor: Actor, input: WriteInput): Promise<ActionResult> {
  const mentionName = `@${platform.channel.bot.displayName}`
  const isMissing = input.mentionBot === true && !input.text.includes(mentionName)
  const text = isMissing ? `${mentionName} ${input.text}` : input.text
  const payload: JsonObject = { type: 'text', text }
  if (input.mentionBot) payload.mention = { mentionees: [botMention(platform, text, mentionName)] }
  const [message, event] = platform.store.change(() => {
    const added = addMessage(platform, { chat: actor.chat, from: 'user', userId: actor.user.id, payload })
    const fields = { message: messageContent(added, true) }
    return [added, newEvent(platform, { type: 'message', mayReply: true, ...actor.place, fields })] as const
  })
  const { status } = await platform.webhooks.sendEvent(event)
  return { webhook_event_id: String(event.webhookEventId), message_id: message.id, status }
}

function botMention(platform: Platform, text: string, name: string): JsonObject {
  const userId = platform.channel.bot.userId
  return { index: text.indexOf(name), length: name.length, type: 'user', userId, isSelf: true }
}

function messageContent(message: Message, mayMarkRead: boolean): JsonObject {
  const content: JsonObject = { id: message.id, quoteToken: message.quoteToken, ...message.payload }
  return mayMarkRead ? { ...content, markAsReadToken: message.markAsReadToken } : content
}

/** A user changes a text in a group: same message id, new reply and quote tokens, no read token. */
export async function editText(
  platform: Platform,
  actor: Actor,
  before: Message,
  text: string,
): Promise<ActionResult> {
  const event = platform.store.change(() => {
    const message = { ...before, payload: { type: 'text', text }, quoteToken: newOpaqueToken(), edited: true }
    platform.store.put('message', message.id, message)
    const fields = { message: messageContent(message, false) }
    return newEvent(platform, { type: 'messageEdited', mayReply: true, ...actor.place, fields })
  })
  const { status } = await platform.webhooks.sendEvent(event)
  return { webhook_event_id: String(event.webhookEventId), message_id: before.id, status }
}

/** A user takes a message back: it is gone from the phones, and bots must hide it too. */
export async function unsend(platform: Platform, actor: Actor, before: Message): Promise<ActionResult> {
  const event = platform.store.change(() => {
    platform.store.put('message', before.id, { ...before, payload: { type: 'text' }, unsent: true })
    const fields = { unsend: { messageId: before.id } }
    return newEvent(platform, { type: 'unsend', mayReply: false, ...actor.place, fields })
  })
  const { status } = await platform.webhooks.sendEvent(event)
  return { webhook_event_id: String(event.webhookEventId), message_id: before.id, status }
}
