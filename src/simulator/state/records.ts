/** Everything the simulated platform remembers. Times are milliseconds since 1970 by the simulator's clock. */

export type JsonObject = Record<string, unknown>

export interface User {
  id: string
  name: string
  role: string | null
  language: string
  blocked: boolean
  richMenuId: string | null
}

export interface Group {
  id: string
  name: string
  members: string[]
  botIsMember: boolean
}

export type Via = 'reply' | 'push' | 'multicast' | 'broadcast'

export interface Message {
  seq: number
  id: string
  /** The user id of a one-to-one chat, or the group id. */
  chat: string
  from: 'bot' | 'user'
  userId: string | null
  at: number
  payload: JsonObject
  via: Via | null
  retryKey: string | null
  notificationDisabled: boolean
  quoteToken: string
  markAsReadToken: string | null
  /** Shown on the phone only: the bot never heard of it (displayText). */
  displayOnly: boolean
  edited: boolean
  unsent: boolean
  read: boolean
}

export interface ReplyToken {
  chat: string
  eventId: string
  eventAt: number
  deliveredAt: number
  redelivered: boolean
  used: boolean
}

export interface SentMessage {
  id: string
  quoteToken: string
}

export interface AcceptedRetryKey {
  at: number
  requestId: string
  via: Via
  sentMessages: SentMessage[]
}

export interface StoredEvent {
  event: JsonObject
  replyToken: string | null
}

export type WebhookError = 'no_webhook_url' | 'could_not_connect' | 'request_timeout' | 'error_status_code'

export interface WebhookCall {
  seq: number
  at: number
  url: string | null
  eventIds: string[]
  eventTypes: string[]
  isRedelivery: boolean
  status: number | null
  ms: number
  error: WebhookError | null
  body: string
}

export interface ApiCall {
  seq: number
  at: number
  method: string
  path: string
  status: number | null
  retryKey: string | null
  requestId: string
  fault: string | null
  to: unknown
  messages: unknown
  answer: unknown
}

export interface RichMenu {
  menu: JsonObject
  image: { type: string; base64: string } | null
}

export interface Settings {
  webhookUrl: string | null
  quota: number | null
  replyTokenMs: number
  /** Waiting times of the redeliveries in ms; null: redelivery is off, as with a new channel. */
  redelivery: number[] | null
  destination: string | null
  latencyMs: number
  clockOffsetMs: number
  defaultRichMenuId: string | null
  /** Counts the resets, so that an open page notices one. */
  epoch: number
  /** The callback URLs of the Login channel. */
  loginCallbackUrls: string[]
}

/** An authorization code of LINE Login, until it is used. */
export interface LoginCode {
  userId: string
  redirectUri: string
  scope: string[]
  nonce: string | null
  codeChallenge: string | null
  expiresAt: number
}

export interface Tables {
  user: User
  group: Group
  message: Message
  replyToken: ReplyToken
  retryKey: AcceptedRetryKey
  accessToken: { expiresAt: number }
  loginCode: LoginCode
  /** People addressed in one month; the key is yyyy-MM. */
  usage: { people: number }
  /** Messages delivered on one day; the key is `<via>:<yyyyMMdd>`. */
  tally: { count: number }
  event: StoredEvent
  webhook: WebhookCall
  call: ApiCall
  richMenu: RichMenu
  richMenuAlias: { richMenuId: string }
  /** The loading animation on a user's phone. */
  loading: { until: number }
  settings: Settings
}

export type TableName = keyof Tables
