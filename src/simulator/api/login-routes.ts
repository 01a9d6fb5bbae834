import { Hono } from 'hono'
import { localOnly } from '../control/guard.ts'
import { authorizePage, refusedPage } from '../login/authorize-page.ts'
import { checkAuthorizeRequest, deniedUrl } from '../login/authorize-request.ts'
import { allowedUrl, takeCode } from '../login/codes.ts'
import { checkIdToken, newIdToken } from '../login/id-token.ts'
import type { Platform } from '../platform.ts'
import { newOpaqueToken } from '../state/random-ids.ts'
import type { LineContext, LineEnv } from './line-context.ts'

const ACCESS_TOKEN_SECONDS = 30 * 24 * 60 * 60

const queryOf = (c: LineContext) => new URL(c.req.url).searchParams
const formOf = async (c: LineContext) => new URLSearchParams(await c.req.text())
const isForm = (c: LineContext) =>
  (c.req.header('content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')

/** Nothing of another host; the form may go back to the website that asked, by a redirect. */
function protect(c: LineContext, redirectUri: string | null): void {
  const back = redirectUri === null ? '' : ` ${new URL(redirectUri).origin}`
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'${back}; frame-ancestors 'none'`,
  )
  c.header('x-content-type-options', 'nosniff')
  c.header('cache-control', 'no-store')
  // Not "no-referrer": the browser would say "Origin: null" with the form then.
  c.header('referrer-policy', 'same-origin')
}

/** LINE Login v2.1: the page that asks the person, and the two calls of the website's server. */
export function loginRoutes(platform: Platform): Hono<LineEnv> {
  const app = new Hono<LineEnv>()
  app.get('/authorize', (c) => {
    const query = queryOf(c)
    const checked = checkAuthorizeRequest(platform, query)
    if (checked.kind === 'back') return c.redirect(checked.url)
    protect(c, checked.kind === 'ok' ? checked.request.redirectUri : null)
    if (checked.kind === 'page') return c.html(refusedPage(query, checked.message), 400)
    return c.html(authorizePage(platform, query))
  })
  app.post('/authorize', localOnly, async (c) => {
    const query = queryOf(c)
    const checked = checkAuthorizeRequest(platform, query)
    if (checked.kind === 'back') return c.redirect(checked.url)
    const form = await formOf(c)
    const user = platform.store.get('user', form.get('user_id') ?? '')
    if (checked.kind === 'ok' && form.get('decision') === 'deny')
      return c.redirect(deniedUrl(checked.request), 303)
    if (checked.kind === 'ok' && user) return c.redirect(allowedUrl(platform, checked.request, user.id), 303)
    protect(c, null)
    return c.html(
      refusedPage(query, checked.kind === 'page' ? checked.message : 'There is no such person.'),
      400,
    )
  })
  app.post('/token', (c) => issueTokens(platform, c))
  app.post('/verify', async (c) => {
    const form = await formOf(c)
    const given = { token: form.get('id_token') ?? '', clientId: form.get('client_id') ?? '' }
    const optional = { nonce: form.get('nonce'), userId: form.get('user_id') }
    const result = checkIdToken(platform, { ...given, ...optional })
    if ('claims' in result) return c.json(result.claims)
    return c.json({ error: 'invalid_request', error_description: result.problem }, 400)
  })
  return app
}

/** POST /oauth2/v2.1/token for an authorization code. */
async function issueTokens(platform: Platform, c: LineContext): Promise<Response> {
  const refuse = (error: string, error_description: string) => c.json({ error, error_description }, 400)
  if (!isForm(c))
    return refuse('invalid_request', 'The content type must be application/x-www-form-urlencoded')
  const form = await formOf(c)
  if (form.get('grant_type') !== 'authorization_code')
    return refuse('unsupported_grant_type', 'unsupported grant_type')
  const { id, secret } = platform.channel.login
  if (form.get('client_id') !== id || form.get('client_secret') !== secret)
    return refuse('invalid_client', 'invalid client_id or client_secret')
  const granted = takeCode(platform, {
    code: form.get('code') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier'),
  })
  if (granted === null) return refuse('invalid_grant', 'invalid authorization code')
  const { scope } = granted
  return c.json({
    access_token: newOpaqueToken(),
    expires_in: ACCESS_TOKEN_SECONDS,
    ...(scope.includes('openid') ? { id_token: newIdToken(platform, granted) } : {}),
    refresh_token: newOpaqueToken(),
    scope: scope.join(' '),
    token_type: 'Bearer',
  })
}
