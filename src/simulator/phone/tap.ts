import { addMessage } from '../delivery/message-log.ts'
import type { Platform } from '../platform.ts'
import type { JsonObject, Message } from '../state/records.ts'
import { newEvent } from '../webhooks/events.ts'
import { type ActionResult, type Actor, Impossible } from './actor.ts'
import { dateParams } from './date-picker.ts'
import { switchRichMenu } from './rich-menu.ts'
import { type Button, buttonsOf } from './visible-content.ts'
import { writeText } from './write.ts'

export interface TapInput {
  messageId?: string
  button?: number
  label?: string
  /** Of a carousel, from 1. */
  bubble?: number
  params?: Record<string, string>
  /** LINE on a PC: no quick replies, and nothing opens the keyboard. */
  isPc?: boolean
}

/** Finds the button as a person would: by its label or its place in reading order. */
export function findButton(platform: Platform, chat: string, input: TapInput): JsonObject {
  const messages = candidates(platform, chat, input.messageId)
  const newest = platform.store.newestMessageOf(chat)?.id
  const seen: string[] = []
  for (const message of messages) {
    // A newer message of anybody makes quick replies vanish. By message id they can still be tried.
    const isStale = message.id !== newest && input.messageId === undefined
    const isGone = isStale || input.isPc === true
    const buttons = buttonsOf(message).filter((button) => !(button.isQuickReply && isGone))
    const hit = buttons.find((button) => isWanted(button, input))
    if (hit) return hit.action
    seen.push(...buttons.map((button) => button.label))
  }
  const which = input.label === undefined ? `number ${input.button ?? 1}` : `labelled "${input.label}"`
  const wanted = input.bubble === undefined ? which : `${which} in bubble ${input.bubble}`
  const there = seen.length > 0 ? `There are: ${[...new Set(seen)].join(', ')}.` : 'There are no buttons.'
  throw new Impossible(404, `No button ${wanted} can be tapped. ${there}`, { labels: [...new Set(seen)] })
}

function candidates(platform: Platform, chat: string, messageId: string | undefined): Message[] {
  const messages = platform.store.messagesOf(chat)
  if (messageId === undefined) return messages.reverse()
  const message = messages.find(({ id }) => id === messageId)
  if (!message) throw new Impossible(404, `There is no message ${messageId} in this chat.`)
  return [message]
}

function isWanted(button: Button, input: TapInput): boolean {
  if (input.button !== undefined && button.n !== input.button) return false
  if (input.label !== undefined && button.label !== input.label) return false
  if (input.bubble !== undefined && button.bubble !== input.bubble) return false
  return input.label !== undefined || button.n === (input.button ?? 1)
}

/** Does what LINE does when an action is tapped. Links, clipboard and camera tell the bot nothing. */
export async function performAction(
  platform: Platform,
  actor: Actor,
  action: JsonObject,
  { params, isPc = false }: Pick<TapInput, 'params' | 'isPc'> = {},
): Promise<ActionResult> {
  switch (action.type) {
    case 'message': {
      const written = await writeText(platform, actor, { text: String(action.text) })
      return { ...written, action }
    }
    case 'postback':
      // The deprecated `text` is, unlike displayText, told to the bot as a message as well.
      if (typeof action.text === 'string') await writeText(platform, actor, { text: action.text })
      return {
        ...(await postback(platform, actor, String(action.data), params, action)),
        action,
        input: isPc ? null : textInInput(action),
      }
    case 'datetimepicker':
      return { ...(await postback(platform, actor, String(action.data), dateParams(action, params))), action }
    case 'richmenuswitch': {
      const result = switchRichMenu(platform, actor.user, String(action.richMenuAliasId))
      return { ...(await postback(platform, actor, String(action.data), result)), action }
    }
    default:
      return { action, status: null }
  }
}

/** What stands in the input once the keyboard is open; null: it does not open. */
function textInInput({ inputOption, fillInText }: JsonObject): string | null {
  if (inputOption !== 'openKeyboard') return null
  return typeof fillInText === 'string' ? fillInText : ''
}

/** Sends a postback event. displayText appears as the user's own words, without a message event. */
export async function postback(
  platform: Platform,
  actor: Actor,
  data: string,
  params?: Record<string, string>,
  action: JsonObject = {},
): Promise<ActionResult> {
  const shown = action.displayText
  const event = platform.store.change(() => {
    if (typeof shown === 'string') {
      const payload = { type: 'text', text: shown }
      addMessage(platform, {
        chat: actor.chat,
        from: 'user',
        userId: actor.user.id,
        payload,
        displayOnly: true,
      })
    }
    const fields = { postback: params === undefined ? { data } : { data, params } }
    return newEvent(platform, { type: 'postback', mayReply: true, ...actor.place, fields })
  })
  const { status } = await platform.webhooks.sendEvent(event)
  return { webhook_event_id: String(event.webhookEventId), status }
}
