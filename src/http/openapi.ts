import { OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { ZodObject, ZodType } from 'zod'
import { Problem } from '../contract.ts'
import { ROUTES } from './pls.ts'
import type { Route } from './route.ts'

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})

const PROBLEMS = {
  400: problem('Bad input: `errors` says where'),
  401: problem('No token, or not a live one'),
  403: problem('Your role may not do this'),
  429: problem('Too many requests'),
  503: problem('The database is away; try again'),
}
const WITH_BODY = {
  409: problem('What you want does not fit how things stand'),
  413: problem('Over 1 MiB'),
  415: problem('Not JSON'),
  422: problem('The Idempotency-Key was used for another request'),
}

function answersOf(route: Route): RouteConfig['responses'] {
  const own = Object.entries(route.answers).map(([status, schema]) => {
    const type = Number(status) >= 400 ? 'application/problem+json' : 'application/json'
    const others = (route.formats ?? []).map((it) => [it.type, { schema: z.string() }])
    return [
      status,
      { description: route.summary, content: { [type]: { schema }, ...Object.fromEntries(others) } },
    ]
  })
  const found = route.params ? { 404: problem('There is none') } : {}
  return { ...PROBLEMS, ...found, ...(route.method === 'GET' ? {} : WITH_BODY), ...Object.fromEntries(own) }
}

function requestOf(route: Route): RouteConfig['request'] {
  const json = (schema: ZodType) => ({ required: true, content: { 'application/json': { schema } } })
  const key = z.object({ 'idempotency-key': z.string().optional() })
  return {
    ...(route.params ? { params: z.object(route.params) } : {}),
    ...(route.query ? { query: route.query as ZodObject } : {}),
    ...(route.body ? { body: json(route.body) } : {}),
    ...(route.method === 'POST' ? { headers: key } : {}),
  }
}

/** The OpenAPI 3.1 page of /api/pls, made from the same table and schemas as the routes. */
export function openApiDocument(serverUrl: string): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  for (const route of ROUTES) {
    const who = route.who === 'any' ? 'any token' : route.who.join(', ')
    registry.registerPath({
      method: route.method.toLowerCase() as 'get',
      path: route.path.replace(/:(\w+)/g, '{$1}'),
      summary: route.summary,
      description: `For: ${who}.`,
      security: [{ token: [] }],
      request: requestOf(route),
      responses: answersOf(route),
    })
  }
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'How AI workers report, ask and prove; how people decide.',
    },
    servers: [{ url: `${serverUrl}/api/pls` }],
  })
}
