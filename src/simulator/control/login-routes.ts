import { Hono } from 'hono'
import { z } from 'zod'
import { checkAuthorizeRequest, deniedUrl } from '../login/authorize-request.ts'
import { allowedUrl } from '../login/codes.ts'
import { Impossible, requireUser } from '../phone/actor.ts'
import type { Platform } from '../platform.ts'
import { readInput, UserId } from './input.ts'
import { plannedRoutes } from './planned-routes.ts'

const AUTHORIZE = '/oauth2/v2.1/authorize'

const Login = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  user_id: UserId,
  decision: z.enum(['allow', 'deny']).default('allow'),
})
const Plan = z.strictObject({
  alg: z.enum(['HS256', 'none', 'ES256']).default('HS256'),
  claims: z.record(z.string(), z.unknown()).default({}),
  secret: z.string().min(1).nullable().default(null),
})

/** LINE Login without a browser, and ID tokens as LINE would never write them. */
export function loginRoutes(platform: Platform): Hono {
  const app = new Hono()
  app.post('/login', async (c) => {
    const { url, user_id, decision } = await readInput(c, Login)
    const { pathname, searchParams } = new URL(url)
    if (pathname !== AUTHORIZE) throw new Impossible(400, `Give the address at ${AUTHORIZE}, with its query.`)
    const checked = checkAuthorizeRequest(platform, searchParams)
    if (checked.kind === 'page') throw new Impossible(400, checked.message)
    if (checked.kind === 'back') return c.json({ redirect: checked.url })
    const { id } = requireUser(platform, user_id)
    const { request } = checked
    return c.json({ redirect: decision === 'deny' ? deniedUrl(request) : allowedUrl(platform, request, id) })
  })
  app.route('/id-tokens', plannedRoutes(platform.idTokenPlans, Plan))
  return app
}
