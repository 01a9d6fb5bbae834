import { type Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { z } from 'zod'
import type { Ctx } from '../domain/context.ts'
import { requireRole } from '../domain/context.ts'
import { type ApiEnv, ctxOf } from './api-env.ts'
import { exactBody } from './exact-body.ts'
import { idempotent } from './idempotent.ts'
import { readJson } from './read-body.ts'
import type { Answered, Format, Route } from './route.ts'
import { unsetNulls } from './unset-nulls.ts'

function checkParams(c: Context<ApiEnv>, route: Route): Record<string, string> {
  const params = c.req.param() as Record<string, string>
  return z
    .object(route.params ?? {})
    .loose()
    .parse(params) as Record<string, string>
}

const JSON_TYPE = 'application/json'

/** What the caller wants of what the route can write; null: JSON. */
function formatFor(c: Context<ApiEnv>, { formats = [] }: Route): Format | null {
  if (formats.length === 0) return null
  const named = c.req.query('format')
  if (named !== undefined) return formats.find((it) => it.name === named) ?? null
  const supports = [JSON_TYPE, ...formats.map((it) => it.type)]
  const type = accepts(c, { header: 'Accept', supports, default: JSON_TYPE })
  return formats.find((it) => it.type === type) ?? null
}

function sendAs(c: Context<ApiEnv>, { type, write }: Format, { status, body }: Answered): Response {
  return c.body(write(body), status as 200, { 'content-type': `${type}; charset=utf-8`, vary: 'Accept' })
}

function send(c: Context<ApiEnv>, { status, body }: Answered): Response {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  return c.body(JSON.stringify(body), status as 200, { 'content-type': type })
}

async function handle(c: Context<ApiEnv>, route: Route): Promise<Response> {
  const services = c.get('services')
  const actor = c.get('actor')
  if (route.who !== 'any') requireRole(actor, ...route.who)
  const params = checkParams(c, route)
  const query = route.query ? route.query.parse(c.req.query()) : {}
  const read = route.body ? await readJson(c) : null
  const text = read?.text ?? ''
  const body = read && route.body?.parse(unsetNulls(route.body, exactBody(read)))
  const found = await route.prepare?.(services, body)
  const [requestId, tokenId] = [c.get('requestId'), c.get('tokenId')]
  const signal = () => c.req.raw.signal
  const run = (ctx: Ctx) =>
    route.run({ ctx, params, body, query, requestId, found, services, tokenId, signal })
  if (route.method !== 'POST') {
    const answer = await run(ctxOf(services, actor))
    const format = formatFor(c, route)
    return format ? sendAs(c, format, answer) : send(c, answer)
  }
  return send(c, await idempotent(c, text, run))
}

/** Makes Hono routes of the table: token, role, input, idempotency, verb, answer. */
export function mountRoutes(routes: Route[]): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  for (const route of routes) app.on(route.method, route.path, (c) => handle(c, route))
  return app
}
