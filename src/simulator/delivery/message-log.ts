import type { Platform } from '../platform.ts'
import { newMessageId, newOpaqueToken } from '../state/random-ids.ts'
import type { Message, SentMessage, Via } from '../state/records.ts'
import { lineDay } from './calendar.ts'

export interface NewMessage {
  chat: string
  from: 'bot' | 'user'
  userId?: string | null
  payload: Message['payload']
  via?: Via
  retryKey?: string | null
  notificationDisabled?: boolean
  displayOnly?: boolean
}

/** Puts a message into a chat. It ends the loading animation there. */
export function addMessage(platform: Platform, input: NewMessage): Message {
  const fromUser = input.from === 'user'
  const message: Message = {
    seq: platform.store.nextSeq('message'),
    id: newMessageId(),
    chat: input.chat,
    from: input.from,
    userId: input.userId ?? null,
    at: platform.now(),
    payload: input.payload,
    via: input.via ?? null,
    retryKey: input.retryKey ?? null,
    notificationDisabled: input.notificationDisabled ?? false,
    quoteToken: newOpaqueToken(),
    markAsReadToken: fromUser ? newOpaqueToken() : null,
    displayOnly: input.displayOnly ?? false,
    edited: false,
    unsent: false,
    read: false,
  }
  platform.store.change(() => {
    platform.store.put('message', message.id, message)
    if (!fromUser && platform.store.get('loading', input.chat)) platform.store.remove('loading', input.chat)
  })
  return message
}

export function sentMessageOf(message: Message): SentMessage {
  return { id: message.id, quoteToken: message.quoteToken }
}

/** Counts what was delivered, for GET /v2/bot/message/delivery/{via}. */
export function tallyDelivered(platform: Platform, via: Via, count: number): void {
  const key = `${via}:${lineDay(platform.now())}`
  const before = platform.store.get('tally', key)?.count ?? 0
  platform.store.put('tally', key, { count: before + count })
}
