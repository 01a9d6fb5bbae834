import { type Context, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { beginSession } from '../../domain/sessions/begin.ts'
import { endSession } from '../../domain/sessions/end.ts'
import { findSession } from '../../domain/sessions/find.ts'
import { AppError } from '../../errors.ts'
import { ctxOf } from '../../http/api-env.ts'
import { isLocale, wordsOf } from '../../words/words.ts'
import { linkPage, signInPage, uselessLinkPage } from '../pages/sign-in.ts'
import { type ConsoleEnv, ownView, viewOf } from '../view.ts'
import {
  dropSessionCookie,
  dropWayBack,
  readLanguageCookie,
  readSessionCookie,
  readWayBack,
  writeLanguageCookie,
  writeSessionCookie,
  writeWayBack,
} from './cookies.ts'
import { csrfOf } from './form.ts'
import { loginRoutes } from './login-routes.ts'
import { safePath } from './safe-path.ts'

const PROGRAM = { kind: 'system', name: 'console' } as const

/** Makes the view of each request, and finds out whose it is; the language is theirs unless they chose another. */
export const findWhoAsks = createMiddleware<ConsoleEnv>(async (c, next) => {
  const services = c.get('services')
  const chosen = readLanguageCookie(c)
  const view = viewOf(c, services, chosen)
  c.set('view', view)
  const token = readSessionCookie(c, services)
  const session = token ? await findSession(ctxOf(services, PROGRAM), token) : null
  if (session && token) {
    const locale = chosen && isLocale(chosen) ? chosen : session.member.locale
    const words = wordsOf(locale, services.timeZone)
    c.set('view', { ...view, words, session: { ...session, csrf: csrfOf(token) } })
  }
  await next()
})

/** Lets only those pass who are signed in; the others are told how, and led back afterwards. */
export const requireSession = createMiddleware<ConsoleEnv>(async (c, next) => {
  const view = c.get('view')
  if (view.session) return next()
  const isStart = c.req.path === '/console'
  if (c.req.method === 'GET' && !isStart) writeWayBack(c, c.get('services'), safePath(view.here))
  return c.html(await signInPage(view, isStart ? 'start' : 'need'), isStart ? 200 : 401)
})

async function redeem(c: Context<ConsoleEnv, '/link/:token'>): Promise<Response> {
  const services = c.get('services')
  try {
    const session = await beginSession(ctxOf(services, PROGRAM), c.req.param('token'))
    writeSessionCookie(c, services, session.token, session.expiresAt)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    return c.html(await uselessLinkPage(c.get('view')), 410)
  }
  const way = safePath(readWayBack(c))
  dropWayBack(c, services)
  return c.redirect(way, 303)
}

/** Signing in and out, and the language: the pages that are open to everybody. */
export function sessionRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/link/:token', async (c) => c.html(await linkPage(c.get('view'))))
  app.post('/link/:token', redeem)
  app.route('/login/line', loginRoutes())
  app.post('/language', (c) => {
    const { language, next } = c.get('form')
    if (language && isLocale(language)) writeLanguageCookie(c, c.get('services'), language)
    return c.redirect(safePath(next), 303)
  })
  app.post('/sign-out', requireSession, async (c) => {
    const { ctx, session, services } = ownView(c)
    await endSession(ctx, session.id, 'signed out')
    dropSessionCookie(c, services)
    return c.html(await signInPage({ ...c.get('view'), session: null }, 'signed_out'))
  })
  return app
}
