import type { Platform } from '../platform.ts'
import type { User } from '../state/records.ts'
import { newEvent } from '../webhooks/events.ts'
import type { WebhookAnswer } from '../webhooks/send.ts'

/** A user adds the bot as a friend, or comes back after a block (isUnblocked). */
export async function follow(platform: Platform, user: User, isUnblocked: boolean): Promise<WebhookAnswer> {
  platform.store.put('user', user.id, { ...user, blocked: false })
  const fields = { follow: { isUnblocked } }
  const place = { groupId: null, userId: user.id }
  return platform.webhooks.sendEvent(newEvent(platform, { type: 'follow', mayReply: true, ...place, fields }))
}

/** A user blocks the bot: nothing reaches the phone any more. */
export async function block(platform: Platform, user: User): Promise<WebhookAnswer> {
  platform.store.put('user', user.id, { ...user, blocked: true })
  const place = { groupId: null, userId: user.id }
  return platform.webhooks.sendEvent(newEvent(platform, { type: 'unfollow', mayReply: false, ...place }))
}
