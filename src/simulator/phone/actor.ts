import type { Platform } from '../platform.ts'
import type { User } from '../state/records.ts'
import type { EventPlace } from '../webhooks/events.ts'

/** Thrown when a person cannot do that on a real phone either. */
export class Impossible extends Error {
  readonly status: 400 | 404 | 409
  readonly extra: object

  constructor(status: 400 | 404 | 409, message: string, extra: object = {}) {
    super(message)
    this.status = status
    this.extra = extra
  }
}

/** A user acting in one chat. */
export interface Actor {
  user: User
  chat: string
  place: EventPlace
}

export interface ActionResult {
  webhook_event_id?: string
  message_id?: string
  action?: object
  /** What a postback put into the phone's input, for the person to finish and send. */
  input?: string | null
  status: number | null
}

export interface ActorOptions {
  groupId?: string
  /** Leaves `source.userId` out, as LINE may do in groups. */
  withoutUserId?: boolean
}

export function requireUser(platform: Platform, id: string): User {
  const user = platform.store.get('user', id)
  if (!user) throw new Impossible(404, `There is no user ${id}. GET /_sim/users lists them.`)
  return user
}

/** The user in a one-to-one chat with the bot, or in a group of which both are members. */
export function requireActor(platform: Platform, userId: string, options: ActorOptions = {}): Actor {
  const user = requireUser(platform, userId)
  const shownId = options.withoutUserId ? null : user.id
  if (options.groupId === undefined) {
    if (user.blocked) throw new Impossible(409, `${user.name} has blocked the bot. Unblock it first.`)
    return { user, chat: user.id, place: { groupId: null, userId: user.id } }
  }
  const group = platform.store.get('group', options.groupId)
  if (!group) throw new Impossible(404, `There is no group ${options.groupId}. GET /_sim/state lists them.`)
  if (!group.botIsMember) throw new Impossible(409, 'The bot is not in this group any more.')
  if (!group.members.includes(user.id)) throw new Impossible(409, `${user.name} is not in this group.`)
  return { user, chat: group.id, place: { groupId: group.id, userId: shownId } }
}
