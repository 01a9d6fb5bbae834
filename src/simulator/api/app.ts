import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requireRetryable } from '../delivery/retry-keys.ts'
import type { Platform } from '../platform.ts'
import { newRequestId } from '../state/random-ids.ts'
import { requireAuthorized } from './authorization.ts'
import { callLog } from './call-log.ts'
import { chatRoutes } from './chat-routes.ts'
import type { LineEnv } from './line-context.ts'
import { INTERNAL_ERROR, LineError } from './line-error.ts'
import { loginRoutes } from './login-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { richMenuLinkRoutes } from './rich-menu-link-routes.ts'
import { richMenuRoutes } from './rich-menu-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

const MAX_BODY_BYTES = 2 * 1024 * 1024

/** LINE's Messaging API and LINE Login at the origin root. */
export function lineApi(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) =>
        c.json({ message: 'Request Entity Too Large' }, 413, { 'x-line-request-id': newRequestId() }),
    }),
  )
  app.use(callLog(platform))
  app.use('/v2/*', async (c, next) => {
    requireAuthorized(platform, c.req.header('authorization'))
    requireRetryable(c.req.path, c.req.header('x-line-retry-key'))
    await next()
  })
  app.route('/oauth2', tokenRoutes(platform))
  app.route('/oauth2/v2.1', loginRoutes(platform))
  app.route('/v2/bot/message', messageRoutes(platform))
  app.route('/v2/bot/chat', chatRoutes(platform))
  app.route('/v2/bot/channel/webhook', webhookRoutes(platform))
  app.route('/v2/bot/richmenu', richMenuRoutes(platform))
  app.route('/v2/bot/user', richMenuLinkRoutes(platform))
  app.route('/v2/bot', peopleRoutes(platform))
  app.all('*', () => {
    throw new LineError(404, 'Not found')
  })
  app.onError((error, c) => {
    if (error instanceof LineError) return c.json(error.body, error.status, error.headers)
    platform.log.error({ err: error, path: c.req.path }, 'simulator failed')
    return c.json({ message: INTERNAL_ERROR }, 500)
  })
  return app
}
