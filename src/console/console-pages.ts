import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import { assetRoutes } from './assets.ts'
import { loadCharts } from './charts/load-charts.ts'
import { liveRoutes } from './live.ts'
import { auditRoutes } from './pages/audit.ts'
import { answerWithPage } from './pages/error-page.ts'
import { eventRoutes } from './pages/events.ts'
import { gateRoutes } from './pages/gates.ts'
import { jobRoutes } from './pages/jobs.ts'
import { learningRoutes } from './pages/learning.ts'
import { lineRoutes } from './pages/line.ts'
import { matrixRoutes } from './pages/matrix.ts'
import { overviewRoutes } from './pages/overview.ts'
import { proposalRoutes } from './pages/proposals.ts'
import { settingsRoutes } from './pages/settings.ts'
import { securityHeaders } from './security-headers.ts'
import { readForm } from './session/form.ts'
import { findWhoAsks, requireSession, sessionRoutes } from './session/routes.ts'
import type { ConsoleEnv } from './view.ts'

/** The ops console (作戰台): HTML for people, made on the server; every change goes through the domain's verbs. */
export function consolePages(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError(answerWithPage)
  app.use(securityHeaders)
  app.route('/assets', assetRoutes())
  app.use((_, next) => {
    // Whoever signs in sees a chart next: it is loaded while they read.
    void loadCharts()
    return next()
  })
  app.use(findWhoAsks)
  app.use(readForm)
  app.route('/', sessionRoutes())
  app.use(requireSession)
  app.route('/', overviewRoutes())
  app.route('/matrix', matrixRoutes())
  app.route('/proposals', proposalRoutes())
  app.route('/events', eventRoutes())
  app.route('/jobs', jobRoutes())
  app.route('/gates', gateRoutes())
  app.route('/learning', learningRoutes())
  app.route('/audit', auditRoutes())
  app.route('/line', lineRoutes())
  app.route('/settings', settingsRoutes())
  app.route('/live', liveRoutes())
  app.all('*', () => {
    throw new AppError('not-found', 'There is no such page.')
  })
  return app
}
