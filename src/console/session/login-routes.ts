import { type Context, Hono } from 'hono'
import { beginSessionByLine } from '../../domain/sessions/begin-by-line.ts'
import { AppError, ERRORS } from '../../errors.ts'
import { ctxOf } from '../../http/api-env.ts'
import { asAppError } from '../../http/problem.ts'
import { CALLBACK_PATH, type LineLogin } from '../../line/login/login.ts'
import type { Services } from '../../services.ts'
import { loginPage } from '../pages/line-login.ts'
import type { ConsoleEnv } from '../view.ts'
import {
  dropLoginAttempt,
  dropWayBack,
  readLoginAttempt,
  readWayBack,
  writeLoginAttempt,
  writeSessionCookie,
  writeWayBack,
} from './cookies.ts'
import { isEqual } from './equal.ts'
import { isUnderWay, newAttempt } from './login-attempt.ts'
import { safePath } from './safe-path.ts'

const START_PATH = '/console/login/line'
const PROGRAM = { kind: 'system', name: 'console' } as const
/** What LINE sends the browser back with when somebody cancels. */
const DECLINED = 'ACCESS_DENIED'

const redirectUriOf = (services: Services) => `${services.publicUrl()}${CALLBACK_PATH}`

function loginOf({ login }: Services): LineLogin {
  if (!login) throw new AppError('not-found', 'No LINE Login channel is set.')
  return login
}

/** Sends the browser to LINE. Opening this changes nothing here: what it begins, the browser keeps. */
async function start(c: Context<ConsoleEnv>): Promise<Response> {
  const services = c.get('services')
  const login = loginOf(services)
  const { next, auto } = c.req.query()
  const home = services.publicUrl()
  // LINE sends people back to PUBLIC_URL, and a cookie is read only under the name where it was made.
  if (next === undefined && new URL(c.req.url).host !== new URL(home).host) {
    const query = new URLSearchParams({ next: safePath(readWayBack(c)), ...(auto ? { auto } : {}) })
    return c.redirect(`${home}${START_PATH}?${query}`, 303)
  }
  if (next !== undefined) writeWayBack(c, services, safePath(next))
  const attempt = newAttempt(services)
  writeLoginAttempt(c, services, attempt)
  const { locale } = c.get('view').words
  const options = { redirectUri: redirectUriOf(services), locale, withoutAutoLogin: auto === 'off' }
  return c.redirect(login.authorizeUrl(login.handshake(attempt), options), 303)
}

/** LINE said yes: who it is, and a session for them if they may have one. */
async function enter(c: Context<ConsoleEnv>, attempt: string, code: string): Promise<Response> {
  const services = c.get('services')
  const login = loginOf(services)
  const answer = { code, redirectUri: redirectUriOf(services) }
  const lineUserId = await login.identify(login.handshake(attempt), answer)
  const result = await beginSessionByLine(ctxOf(services, PROGRAM), lineUserId)
  const { session } = result
  if (!session) {
    const shown = result.role ? ({ why: 'role', role: result.role } as const) : ({ why: 'stranger' } as const)
    return c.html(await loginPage(c.get('view'), shown), 403)
  }
  writeSessionCookie(c, services, session.token, session.expiresAt)
  const way = safePath(readWayBack(c))
  dropWayBack(c, services)
  return c.redirect(way, 303)
}

/** The browser comes back from LINE. Only with the state of an attempt of its own does anything happen. */
async function comeBack(c: Context<ConsoleEnv>): Promise<Response> {
  const services = c.get('services')
  const view = c.get('view')
  const login = loginOf(services)
  const { state = '', code = '', error = '' } = c.req.query()
  const attempt = readLoginAttempt(c, services)
  if (!isUnderWay(services, attempt) || !isEqual(login.handshake(attempt).state, state)) {
    // Another tab was faster.
    if (view.session) return c.redirect(safePath(readWayBack(c)), 303)
    return c.html(await loginPage(view, { why: 'again' }), 400)
  }
  dropLoginAttempt(c, services)
  if (error.toUpperCase() === DECLINED) return c.html(await loginPage(view, { why: 'declined' }), 403)
  const requestId = c.get('requestId')
  try {
    if (error || !code)
      throw new AppError('line-refused', `LINE sent the browser back with ${error || 'no code'}.`)
    return await enter(c, attempt, code)
  } catch (cause) {
    const known = asAppError(cause)
    if (!['line-refused', 'line-unreachable', 'bad-signature'].includes(known.code)) throw cause
    services.log.warn({ err: known, request_id: requestId }, 'a sign in by LINE failed')
    return c.html(await loginPage(view, { why: 'failed', requestId }), ERRORS[known.code].status)
  }
}

/** Signing in by LINE Login: where it begins, and where LINE sends people back to. */
export function loginRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  // A link and not a form: Chromium holds every redirect after a form against `form-action`, and where
  // LINE sends people on the way is LINE's to choose.
  app.get('/', start)
  app.get('/back', comeBack)
  return app
}
