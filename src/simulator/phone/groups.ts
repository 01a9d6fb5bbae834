import type { Platform } from '../platform.ts'
import type { Group } from '../state/records.ts'
import { newEvent } from '../webhooks/events.ts'
import type { WebhookAnswer } from '../webhooks/send.ts'

/** Makes a group with the bot in it and tells the bot (join). */
export async function openGroup(
  platform: Platform,
  group: Group,
  silent: boolean,
): Promise<WebhookAnswer | null> {
  platform.store.put('group', group.id, group)
  if (silent) return null
  const place = { groupId: group.id, userId: null }
  return platform.webhooks.sendEvent(newEvent(platform, { type: 'join', mayReply: true, ...place }))
}

/** Renames a group and lets people in and out (memberJoined, memberLeft). */
export async function changeGroup(
  platform: Platform,
  before: Group,
  after: Group,
  silent: boolean,
): Promise<void> {
  platform.store.put('group', after.id, after)
  if (silent) return
  const joined = after.members.filter((id) => !before.members.includes(id))
  const left = before.members.filter((id) => !after.members.includes(id))
  if (joined.length > 0) await tellMembers(platform, after.id, 'memberJoined', 'joined', joined)
  if (left.length > 0) await tellMembers(platform, after.id, 'memberLeft', 'left', left)
}

function tellMembers(platform: Platform, groupId: string, type: string, field: string, ids: string[]) {
  const members = ids.map((userId) => ({ type: 'user', userId }))
  const mayReply = type === 'memberJoined'
  const fields = { [field]: { members } }
  return platform.webhooks.sendEvent(newEvent(platform, { type, mayReply, groupId, userId: null, fields }))
}

/** A member throws the bot out of the group (leave). */
export async function removeBot(platform: Platform, group: Group): Promise<WebhookAnswer> {
  groupHasLostTheBot(platform, group)
  const place = { groupId: group.id, userId: null }
  return platform.webhooks.sendEvent(newEvent(platform, { type: 'leave', mayReply: false, ...place }))
}

/** The bot is not in the group any more; when it left by itself there is no event. */
export function groupHasLostTheBot(platform: Platform, group: Group): void {
  platform.store.put('group', group.id, { ...group, botIsMember: false })
}
