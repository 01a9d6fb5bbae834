import { badProperty, LineError } from '../api/line-error.ts'
import type { Platform } from '../platform.ts'

const USER = /^U[0-9a-f]{32}$/
const ANY_TARGET = /^[UCR][0-9a-f]{32}$/

export interface Target {
  chat: string
  /** How many people this costs; 0 and not delivered when the user has blocked the bot. */
  people: number
  isDelivered: boolean
}

/** One user or group: 400 for an unknown one, silence for a user who has blocked the bot. */
export function requirePushTarget(platform: Platform, to: unknown): Target {
  if (typeof to !== 'string' || !ANY_TARGET.test(to)) throw badProperty('to')
  const target = findUserTarget(platform, to) ?? findGroupTarget(platform, to)
  if (!target) throw new LineError(400, 'Failed to send messages')
  return target
}

/** Up to 500 user ids. Malformed ones fail the call; unknown ones are neither told nor counted. */
export function requireMulticastTargets(platform: Platform, to: unknown): Target[] {
  if (!Array.isArray(to) || to.length === 0 || to.length > 500) throw badProperty('to')
  to.forEach((id, index) => {
    if (typeof id !== 'string' || !USER.test(id)) throw badProperty(`to[${index}]`)
  })
  return [...new Set(to as string[])].flatMap((id) => findUserTarget(platform, id) ?? [])
}

export function listFriends(platform: Platform): Target[] {
  return platform.store.list('user').flatMap((user) => findUserTarget(platform, user.id) ?? [])
}

function findUserTarget(platform: Platform, id: string): Target | null {
  const user = platform.store.get('user', id)
  if (!user) return null
  return { chat: id, people: user.blocked ? 0 : 1, isDelivered: !user.blocked }
}

function findGroupTarget(platform: Platform, id: string): Target | null {
  const group = platform.store.get('group', id)
  if (!group?.botIsMember) return null
  return { chat: id, people: group.members.length, isDelivered: true }
}
