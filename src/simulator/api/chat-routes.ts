import { Hono } from 'hono'
import type { Platform } from '../platform.ts'
import { type LineEnv, requireBody } from './line-context.ts'
import { badProperty, LineError } from './line-error.ts'

/** /v2/bot/chat: the loading animation and read marks. */
export function chatRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.post('/loading/start', (c) => {
    const { chatId, loadingSeconds = 20 } = requireBody(c)
    if (typeof chatId !== 'string' || !/^U[0-9a-f]{32}$/.test(chatId)) throw notAUser()
    if (typeof loadingSeconds !== 'number' || !mayLoad(loadingSeconds)) throw badProperty('loadingSeconds')
    const user = platform.store.get('user', chatId)
    if (user && !user.blocked) {
      platform.store.put('loading', chatId, { until: platform.now() + loadingSeconds * 1000 })
    }
    return c.json({}, 202)
  })
  app.post('/markAsRead', (c) => {
    const { markAsReadToken } = requireBody(c)
    const messages = platform.store.list('message')
    const marked = messages.find((message) => message.markAsReadToken === markAsReadToken)
    if (typeof markAsReadToken !== 'string' || !marked) throw badProperty('markAsReadToken')
    for (const message of messages) {
      if (message.chat !== marked.chat || message.from === 'bot' || message.seq > marked.seq) continue
      if (!message.read) platform.store.put('message', message.id, { ...message, read: true })
    }
    return c.json({})
  })
  return app
}

const mayLoad = (seconds: number): boolean => seconds >= 5 && seconds <= 60 && seconds % 5 === 0

function notAUser(): LineError {
  return new LineError(400, {
    message: 'The request body has 1 error(s)',
    details: [{ message: 'Only user id is acceptable, group id and room id are not', property: 'chatId' }],
  })
}
