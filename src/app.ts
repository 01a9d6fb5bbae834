import { Hono } from 'hono'
import { consolePages } from './console/console-pages.ts'
import { evidencePages } from './console/evidence.ts'
import { AppError } from './errors.ts'
import type { ApiEnv } from './http/api-env.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes } from './http/health.ts'
import { lineWebhook } from './http/line-webhook.ts'
import { mcpRoutes } from './http/mcp.ts'
import { metricsRoutes } from './http/metrics-route.ts'
import { plsRoutes } from './http/pls.ts'
import { answerError } from './http/problem.ts'
import { createRequestBudget } from './http/request-budget.ts'
import { tellOldWorkers, workerDownload } from './http/worker-download.ts'
import type { Services } from './services.ts'

/** An app whose requests have an id, and whose errors are problems. */
function openApp(services: Services): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.use(async (c, next) => {
    const requestId = services.ids.uuid()
    c.set('services', services)
    c.set('requestId', requestId)
    c.header('x-request-id', requestId)
    await next()
  })
  app.notFound((c) => answerError(new AppError('not-found', `There is nothing at ${c.req.path}.`), c))
  app.onError(answerError)
  return app
}

/** /metrics by itself, for an address of its own. */
export function createMetricsApp(services: Services): Hono<ApiEnv> {
  const app = openApp(services)
  app.route('/', metricsRoutes(services, true))
  return app
}

/** Puts all faces together. Starts nothing and listens to nothing. */
export function createApp(services: Services): Hono<ApiEnv> {
  const app = openApp(services)
  app.route('/line', lineWebhook(services))
  app.route('/', healthRoutes())
  if (!services.metricsAreElsewhere) app.route('/', metricsRoutes(services, false))
  app.route('/', docsRoutes())
  const budget = createRequestBudget(services)
  const pls = plsRoutes(budget)
  app.use('/api/pls/*', tellOldWorkers(services))
  app.route('/api/pls', pls)
  app.route('/mcp', mcpRoutes(services, pls, budget))
  app.route('/worker', workerDownload(services))
  app.route('/evidence', evidencePages())
  app.route('/console', consolePages())
  return app
}
