import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Platform } from '../platform.ts'
import type { ApiCall, Group, Message, Settings, User, WebhookCall } from '../state/records.ts'
import {
  loadingMs,
  presentCall,
  presentGroup,
  presentMessage,
  presentSettings,
  presentUser,
  presentWebhook,
} from './presenters.ts'

const PING_MS = 15_000

interface LiveEvent {
  event: string
  data: string
}

/** GET /_sim/stream: server-sent events, so that the page follows what happens. */
export function streamRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.get('/stream', (c) =>
    streamSSE(c, async (stream) => {
      const queue: LiveEvent[] = [{ event: 'hello', data: '{}' }]
      let wake = () => {}
      const stop = platform.store.listen((table, key, row) => {
        const live = liveEvent(platform, table, key, row)
        if (live) queue.push(live)
        wake()
      })
      stream.onAbort(() => {
        stop()
        wake()
      })
      while (!stream.aborted) {
        for (let next = queue.shift(); next && !stream.aborted; next = queue.shift())
          await stream.writeSSE(next)
        if (stream.aborted) break
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        if (queue.length > 0) resolve()
        const ping = setTimeout(() => {
          queue.push({ event: 'ping', data: '{}' })
          resolve()
        }, PING_MS)
        await promise
        clearTimeout(ping)
      }
    }),
  )
  return app
}

/** One changed row as the page wants it; null for what the page does not show. */
function liveEvent(platform: Platform, table: string, key: string, row: unknown): LiveEvent | null {
  const shown = presentRow(platform, table, key, row)
  return shown === null ? null : { event: table, data: JSON.stringify(shown) }
}

function presentRow(platform: Platform, table: string, key: string, row: unknown): object | null {
  if (table === 'loading') {
    return { user_id: key, is_loading: row !== null, loading_ms: loadingMs(platform, key) }
  }
  if (row === null) return null
  switch (table) {
    case 'message':
      return presentMessage(row as Message)
    case 'user':
      return presentUser(platform, row as User)
    case 'group':
      return presentGroup(row as Group)
    case 'settings':
      return presentSettings(platform, row as Settings)
    case 'usage':
      return presentSettings(platform, platform.settings())
    case 'call':
      return presentCall(row as ApiCall)
    case 'webhook':
      return presentWebhook(row as WebhookCall)
    default:
      return null
  }
}
