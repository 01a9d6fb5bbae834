import { Hono } from 'hono'
import { Impossible } from '../phone/actor.ts'
import type { Platform } from '../platform.ts'
import { actionRoutes } from './action-routes.ts'
import { buttonRoutes } from './button-routes.ts'
import { localOnly } from './guard.ts'
import { logRoutes } from './log-routes.ts'
import { loginRoutes } from './login-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { presentState } from './presenters.ts'
import { settingRoutes } from './setting-routes.ts'
import { streamRoutes } from './stream.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** The simulator's own API under /_sim: for the page and for tests. */
export function controlApi(platform: Platform): Hono {
  const app = new Hono()
  app.use(localOnly)
  app.get('/state', (c) => c.json(presentState(platform)))
  app.route('/', peopleRoutes(platform))
  app.route('/', logRoutes(platform))
  app.route('/users', actionRoutes(platform))
  app.route('/', settingRoutes(platform))
  app.route('/', loginRoutes(platform))
  app.route('/', webhookRoutes(platform))
  app.route('/', streamRoutes(platform))
  app.route('/', buttonRoutes(platform))
  app.all('*', (c) => c.json({ error: 'There is no such address. src/simulator/README.md lists them.' }, 404))
  app.onError((error, c) => {
    if (error instanceof Impossible) return c.json({ error: error.message, ...error.extra }, error.status)
    platform.log.error({ err: error, path: c.req.path }, 'simulator failed')
    return c.json({ error: 'The simulator itself failed; its log says why.' }, 500)
  })
  return app
}
