import { usedQuota } from '../delivery/quota.ts'
import { shownRichMenu } from '../phone/rich-menu.ts'
import { type Button, buttonsOf, textsOf } from '../phone/visible-content.ts'
import type { Platform } from '../platform.ts'
import type { ApiCall, Group, Message, Settings, User, WebhookCall } from '../state/records.ts'

const iso = (at: number): string => new Date(at).toISOString()

function presentButton({ n, label, action, path, bubble }: Button): object {
  const { type, data = null, uri = null, text = null } = action
  return { n, label, type, data, uri, text, path, bubble }
}

/** A message as a tester or the page sees it. */
export function presentMessage(message: Message): object {
  const { payload } = message
  const buttons = buttonsOf(message)
  return {
    seq: message.seq,
    id: message.id,
    chat: message.chat,
    from: message.from,
    user_id: message.userId,
    at: iso(message.at),
    type: payload.type,
    text: typeof payload.text === 'string' ? payload.text : null,
    alt_text: typeof payload.altText === 'string' ? payload.altText : null,
    contents: payload.contents ?? payload.template ?? null,
    raw: payload,
    via: message.via,
    retry_key: message.retryKey,
    notification_disabled: message.notificationDisabled,
    display_only: message.displayOnly,
    edited: message.edited,
    unsent: message.unsent,
    read: message.read,
    quote_token: message.quoteToken,
    buttons: buttons.filter((button) => !button.isQuickReply).map(presentButton),
    quick_replies: buttons.filter((button) => button.isQuickReply).map(presentButton),
    texts: textsOf(message),
  }
}

export function presentUser(platform: Platform, user: User): object {
  const { id: user_id, name, role, language, blocked } = user
  const shown = shownRichMenu(platform, user)
  const rich_menu = shown === null ? null : { rich_menu_id: shown.id, ...shown.menu }
  return { user_id, name, role, language, blocked, rich_menu, loading_ms: loadingMs(platform, user_id) }
}

/** How much longer the user's phone shows the loading animation. */
export function loadingMs(platform: Platform, userId: string): number {
  const until = platform.store.get('loading', userId)?.until ?? 0
  return Math.max(0, until - platform.now())
}

export function presentGroup(group: Group): object {
  const { id: group_id, name, members, botIsMember: bot_is_member } = group
  return { group_id, name, members, bot_is_member }
}

export function presentSettings(platform: Platform, settings: Settings): object {
  return {
    webhook_url: settings.webhookUrl,
    quota: settings.quota,
    used: usedQuota(platform),
    reply_token_ms: settings.replyTokenMs,
    redelivery: settings.redelivery,
    destination: settings.destination ?? platform.channel.bot.userId,
    latency_ms: settings.latencyMs,
    login_callback_urls: settings.loginCallbackUrls,
    clock_offset_ms: settings.clockOffsetMs,
    now: iso(platform.now()),
    epoch: settings.epoch,
  }
}

export function presentCall(call: ApiCall): object {
  const { at, retryKey: retry_key, requestId: request_id, ...rest } = call
  return { ...rest, at: iso(at), retry_key, request_id }
}

export function presentWebhook(call: WebhookCall): object {
  const { at, eventIds, eventTypes, isRedelivery, ...rest } = call
  return {
    ...rest,
    at: iso(at),
    webhook_event_ids: eventIds,
    event_types: eventTypes,
    is_redelivery: isRedelivery,
  }
}

/** GET /_sim/state. */
export function presentState(platform: Platform): object {
  const { store, channel } = platform
  const { userId: user_id, basicId: basic_id, displayName: display_name } = channel.bot
  return {
    bot: { user_id, basic_id, display_name, channel_id: channel.id, login_channel_id: channel.login.id },
    settings: presentSettings(platform, platform.settings()),
    users: store.list('user').map((user) => presentUser(platform, user)),
    groups: store.list('group').map(presentGroup),
    buttons: platform.buttons.map(({ label }, index) => ({ n: index + 1, label })),
    faults: platform.faults,
    stats: {
      messages: store.count('message'),
      calls: store.count('call'),
      webhooks: store.count('webhook'),
      quota: platform.settings().quota,
      used: usedQuota(platform),
    },
  }
}
