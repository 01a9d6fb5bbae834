import { requireMentionable } from '../limits/mention-targets.ts'
import { requireMessages } from '../limits/messages.ts'
import type { Platform } from '../platform.ts'
import { newMessageId, newOpaqueToken } from '../state/random-ids.ts'
import type { JsonObject, SentMessage, Via } from '../state/records.ts'
import { addMessage, sentMessageOf, tallyDelivered } from './message-log.ts'
import { spendQuota } from './quota.ts'
import { requireReplyToken, useReplyToken } from './reply-tokens.ts'
import { checkRetryKey, rememberRetryKey } from './retry-keys.ts'
import { listFriends, requireMulticastTargets, requirePushTarget, type Target } from './targets.ts'

export interface SendRequest {
  body: JsonObject
  retryKey: string | null
  requestId: string
}

/** POST /v2/bot/message/reply: free, one use per token, no retry key. */
export function reply(platform: Platform, { body }: SendRequest): { sentMessages: SentMessage[] } {
  const messages = requireMessages(body)
  const [value, token] = requireReplyToken(platform, body.replyToken)
  requireMentionable(platform, token.chat, messages)
  return platform.store.change(() => {
    useReplyToken(platform, value, token)
    const target = { chat: token.chat, people: 0, isDelivered: !isBlocked(platform, token.chat) }
    return { sentMessages: deliver(platform, target, messages, { via: 'reply', body, retryKey: null }) }
  })
}

/** POST /v2/bot/message/push: to one user or group. */
export function push(platform: Platform, request: SendRequest): { sentMessages: SentMessage[] } {
  checkRetryKey(platform, request.retryKey)
  const messages = requireMessages(request.body)
  const target = requirePushTarget(platform, request.body.to)
  requireMentionable(platform, target.chat, messages)
  return platform.store.change(() => ({
    sentMessages: sendTo(platform, [target], messages, 'push', request),
  }))
}

/** POST /v2/bot/message/multicast and /broadcast: the answer names no messages. */
export function sendToMany(platform: Platform, via: 'multicast' | 'broadcast', request: SendRequest): object {
  checkRetryKey(platform, request.retryKey)
  const messages = requireMessages(request.body)
  const targets =
    via === 'multicast' ? requireMulticastTargets(platform, request.body.to) : listFriends(platform)
  platform.store.change(() => sendTo(platform, targets, messages, via, request))
  return {}
}

function sendTo(
  platform: Platform,
  targets: Target[],
  messages: JsonObject[],
  via: Via,
  { body, retryKey, requestId }: SendRequest,
): SentMessage[] {
  spendQuota(
    platform,
    targets.reduce((people, target) => people + target.people, 0),
  )
  const sentMessages = targets.flatMap((target) =>
    deliver(platform, target, messages, { via, body, retryKey }),
  )
  rememberRetryKey(platform, retryKey, { requestId, via, sentMessages })
  return sentMessages
}

function deliver(
  platform: Platform,
  target: Target,
  messages: JsonObject[],
  { via, body, retryKey }: { via: Via; body: JsonObject; retryKey: string | null },
): SentMessage[] {
  // LINE answers 200 with message ids also for a user who has blocked the bot; nothing arrives.
  if (!target.isDelivered) return messages.map(() => ({ id: newMessageId(), quoteToken: newOpaqueToken() }))
  tallyDelivered(platform, via, messages.length)
  return messages.map((payload) =>
    sentMessageOf(
      addMessage(platform, {
        chat: target.chat,
        from: 'bot',
        payload,
        via,
        retryKey,
        notificationDisabled: body.notificationDisabled === true,
      }),
    ),
  )
}

function isBlocked(platform: Platform, chat: string): boolean {
  return platform.store.get('user', chat)?.blocked ?? false
}
