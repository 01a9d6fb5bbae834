import { createHash } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../errors.ts'
import { readBytes } from '../../http/read-body.ts'
import type { ConsoleEnv, Form } from '../view.ts'
import { isEqual } from './equal.ts'

/** The token of a session's forms: made from the cookie's secret, so that it is kept nowhere. */
export const csrfOf = (sessionToken: string) =>
  createHash('sha256').update(`console form ${sessionToken}`).digest('base64url')

/** What a page of ours does not send: `foreign` on the error page. */
export const FOREIGN = 'This form was not sent from a page of the console.'

function isOurOrigin(origin: string | undefined, ours: string[]): boolean {
  return origin !== undefined && ours.some((it) => URL.parse(it)?.origin === origin)
}

/**
 * Lets a POST in only from a page of ours: a browser says in `Origin` where a form stands, and a
 * session's form holds its token. Reads the form.
 */
export const readForm = createMiddleware<ConsoleEnv>(async (c, next) => {
  if (c.req.method !== 'POST') return next()
  const services = c.get('services')
  // Behind a proxy the address that people see is PUBLIC_URL; else it is the one that was asked.
  if (!isOurOrigin(c.req.header('origin'), [c.req.url, services.publicUrl()]))
    throw new AppError('wrong-role', FOREIGN)
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new AppError('wrong-media-type', 'The console takes forms.')
  const text = new TextDecoder().decode(await readBytes(c))
  const form: Form = Object.fromEntries(new URLSearchParams(text.toWellFormed()))
  const { session } = c.get('view')
  if (session && !isEqual(form._csrf ?? '', session.csrf)) throw new AppError('wrong-role', FOREIGN)
  c.set('form', form)
  return next()
})
