import type { Platform } from '../platform.ts'
import { newOpaqueToken, newUlid } from '../state/random-ids.ts'
import type { JsonObject } from '../state/records.ts'

export interface EventPlace {
  /** The group where it happened; null: the one-to-one chat. */
  groupId: string | null
  userId: string | null
}

export interface EventInput extends EventPlace {
  type: string
  /** Does this kind of event carry a reply token? */
  mayReply: boolean
  at?: number
  fields?: JsonObject
}

/** Builds a webhook event with the common properties and, where it has one, a fresh reply token. */
export function newEvent(platform: Platform, input: EventInput): JsonObject {
  const timestamp = input.at ?? platform.now()
  const webhookEventId = newUlid(timestamp)
  const event: JsonObject = {
    type: input.type,
    mode: 'active',
    timestamp,
    source: sourceOf(input),
    webhookEventId,
    deliveryContext: { isRedelivery: false },
    ...input.fields,
  }
  const chat = input.groupId ?? input.userId
  if (input.mayReply && chat !== null) {
    const replyToken = newOpaqueToken()
    event.replyToken = replyToken
    platform.store.put('replyToken', replyToken, {
      chat,
      eventId: webhookEventId,
      eventAt: timestamp,
      deliveredAt: timestamp,
      redelivered: false,
      used: false,
    })
  }
  return event
}

function sourceOf({ groupId, userId }: EventPlace): JsonObject {
  if (groupId === null) return { type: 'user', userId }
  // LINE leaves absent values out; it never sends null.
  return { type: 'group', groupId, ...(userId === null ? {} : { userId }) }
}
