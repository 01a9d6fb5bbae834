import { Hono } from 'hono'
import type { ApiEnv } from './api-env.ts'
import { authenticate } from './authenticate.ts'
import { mountRoutes } from './mount-routes.ts'
import type { RequestBudget } from './request-budget.ts'
import type { Route } from './route.ts'
import { actionRoutes } from './routes/action-routes.ts'
import { eventRoutes } from './routes/event-routes.ts'
import { gateRoutes } from './routes/gate-routes.ts'
import { jobRoutes } from './routes/job-routes.ts'
import { policyRoutes } from './routes/policy-routes.ts'

/** Every route of /api/pls. */
export const ROUTES: Route[] = [...eventRoutes, ...gateRoutes, ...jobRoutes, ...actionRoutes, ...policyRoutes]

/** The API for workers, owners and scripts. */
export function plsRoutes(budget: RequestBudget): Hono<ApiEnv> {
  const pls = new Hono<ApiEnv>()
  pls.use(budget.refuseEarly)
  pls.use(authenticate)
  pls.use(budget.spend)
  pls.route('/', mountRoutes(ROUTES))
  return pls
}
