import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { ApiEnv } from './api-env.ts'
import { authenticate } from './authenticate.ts'
import { exactMessage } from './exact-body.ts'
import type { McpCaller } from './mcp-server.ts'
import { answerError, explainError } from './problem.ts'
import { readJson } from './read-body.ts'
import type { RequestBudget } from './request-budget.ts'

/** The API for tools: the same routes, in this process, with the token that the model's request brought. */
function innerApi(services: Services, pls: Hono<ApiEnv>): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  api.use(async (c, next) => {
    c.set('services', services)
    c.set('requestId', services.ids.uuid())
    c.set('isInner', true)
    await next()
  })
  api.route('/api/pls', pls)
  api.notFound((c) => answerError(new AppError('not-found', `There is nothing at ${c.req.path}.`), c))
  api.onError(answerError)
  return api
}

/**
 * /mcp: tools, resources and the worker's rules for models (streamable HTTP, without sessions).
 *
 * @param pls the routes of /api/pls: who may do what is decided there, and nowhere else.
 */
export function mcpRoutes(services: Services, pls: Hono<ApiEnv>, budget: RequestBudget): Hono<ApiEnv> {
  const mcp = new Hono<ApiEnv>()
  const api = innerApi(services, pls)
  mcp.use(async (c, next) => {
    c.header('www-authenticate', 'Bearer realm="countersign"')
    await next()
    if (c.res.status !== 401) c.header('www-authenticate', undefined)
  })
  mcp.post('/', budget.refuseEarly, authenticate, budget.spend, async (c) => {
    const { value, problems } = exactMessage(await readJson(c))
    const actor = c.get('actor')
    const authorization = c.req.header('authorization') ?? ''
    const ask: McpCaller['ask'] = async ({ method, path, body }, key) => {
      const headers = {
        authorization,
        'content-type': 'application/json',
        ...(key ? { 'idempotency-key': key } : {}),
      }
      const response = await api.request(`/api/pls${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
        // Who waits for an answer and goes away is not waited for.
        signal: c.req.raw.signal,
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const worker_id = actor.kind === 'token' ? actor.workerId : null
    const role = actor.kind === 'token' ? actor.role : actor.kind
    // Loaded with the first request: most bots start for other reasons.
    const { answerMcp } = await import('./mcp-server.ts')
    const explain: McpCaller['explain'] = (error) => explainError(error, c)
    const who = { name: actor.name, role, worker_id }
    return answerMcp(c.req.raw, value, { ask, explain, who, inexact: problems })
  })
  mcp.all('/', (c) =>
    c.json({ error: 'POST JSON-RPC here; there are no sessions and no streams' }, 405, { allow: 'POST' }),
  )
  return mcp
}
