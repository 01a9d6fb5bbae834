import { messagingApi } from '@line/bot-sdk'
import type { Logger } from 'pino'
import type { AccessToken } from './access-token.ts'
import { asLineError, withinMs } from './line-call.ts'
import { LineError } from './line-error.ts'

type Message = messagingApi.Message
/** `wasAccepted`: an earlier try with the same retry key had got through (409). */
export type Sent = { requestId: string | null; wasAccepted: boolean }

/** What we ask of LINE. Every call has a time limit and throws a `LineError`. */
export type LineClient = {
  reply(replyToken: string, messages: object[]): Promise<Sent>
  /** `silent`: without sound or notification. */
  push(to: string, messages: object[], retryKey: string, silent?: boolean): Promise<Sent>
  /** Messages of this month; `limit` null: as many as you like. */
  quota(): Promise<{ limit: number | null; used: number }>
  /** How many people LINE counts a push to this group or room as: all in it but the bot. */
  memberCount(group: { lineGroupId: string; kind: 'group' | 'room' }): Promise<number>
  botInfo(): Promise<{ userId: string; basicId: string; displayName: string }>
  /** Lets LINE call our webhook, and returns its address; throws what LINE said if that failed. */
  checkWebhook(): Promise<string>
}

const TIME_LIMIT_MS = 10_000
/** Makes the client of one channel. `timeLimitMs`: how long LINE may take for one answer; default 10 s. */
export function createLineClient(options: {
  apiBaseUrl: string
  token: AccessToken
  log: Logger
  timeLimitMs?: number
}): LineClient {
  const { apiBaseUrl, token, log, timeLimitMs = TIME_LIMIT_MS } = options
  const inTime = <T>(what: string, call: Promise<T>) => withinMs(timeLimitMs, what, call)

  async function once<T>(
    what: string,
    bearer: string,
    run: (api: messagingApi.MessagingApiClient) => Promise<T>,
  ) {
    const api = new messagingApi.MessagingApiClient({ channelAccessToken: bearer, baseURL: apiBaseUrl })
    try {
      return await inTime(what, run(api))
    } catch (error) {
      throw asLineError(what, error)
    }
  }

  async function call<T>(
    what: string,
    run: (api: messagingApi.MessagingApiClient) => Promise<T>,
  ): Promise<T> {
    const bearer = await inTime('for a token', token.current()).catch((error) =>
      Promise.reject(asLineError('for a token', error)),
    )
    try {
      return await once(what, bearer, run)
    } catch (error) {
      if (!(error instanceof LineError) || error.status !== 401) throw error
      const renewed = await inTime('for a token', token.renew()).catch((cause) =>
        Promise.reject(asLineError('for a token', cause)),
      )
      if (renewed === bearer) throw error
      return once(what, renewed, run)
    }
  }

  const sent = (what: string, response: Response): Sent => {
    const requestId = response.headers.get('x-line-request-id')
    log.debug({ line_request_id: requestId, what }, 'LINE accepted')
    return { requestId, wasAccepted: false }
  }

  return {
    reply: async (replyToken, messages) => {
      const body = { replyToken, messages: messages as Message[] }
      const { httpResponse } = await call('reply', (api) => api.replyMessageWithHttpInfo(body))
      return sent('reply', httpResponse)
    },
    push: async (to, messages, retryKey, silent = false) => {
      const body = { to, messages: messages as Message[], ...(silent ? { notificationDisabled: true } : {}) }
      try {
        const { httpResponse } = await call('push', (api) => api.pushMessageWithHttpInfo(body, retryKey))
        return sent('push', httpResponse)
      } catch (error) {
        if (error instanceof LineError && error.status === 409)
          return { requestId: error.requestId, wasAccepted: true }
        throw error
      }
    },
    quota: async () => {
      const quota = await call('quota', (api) => api.getMessageQuota())
      const { totalUsage } = await call('quota', (api) => api.getMessageQuotaConsumption())
      return { limit: quota.type === 'limited' ? (quota.value ?? null) : null, used: totalUsage }
    },
    memberCount: async ({ lineGroupId, kind }) => {
      const { count } = await call('member count', (api) =>
        kind === 'group' ? api.getGroupMemberCount(lineGroupId) : api.getRoomMemberCount(lineGroupId),
      )
      return count
    },
    botInfo: async () => {
      const { userId, basicId, displayName } = await call('bot info', (api) => api.getBotInfo())
      return { userId, basicId, displayName }
    },
    checkWebhook: async () => {
      const { endpoint, active } = await call('webhook endpoint', (api) => api.getWebhookEndpoint())
      if (!active) throw new LineError(`"Use webhook" is off for ${endpoint}.`, { status: 400 })
      const test = await call('webhook test', (api) => api.testWebhookEndpoint({ endpoint }))
      if (test.success) return endpoint ?? ''
      throw new LineError(`LINE could not use ${endpoint}: ${test.reason} ${test.detail}`, { status: 400 })
    },
  }
}
