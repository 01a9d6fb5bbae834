import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { LOGIN_TIME } from '../../domain/rules.ts'
import type { Services } from '../../services.ts'

const SESSION = 'countersign_session'
const LOGIN = 'countersign_login'
const LANGUAGE = 'countersign_language'
const WAY_BACK = 'countersign_way_back'

const YEAR_S = 365 * 24 * 60 * 60
const WAY_BACK_S = 15 * 60

const isSecure = (services: Services) => services.publicUrl().startsWith('https:')

/** A browser takes `__Host-` only from us, whole, over https. */
const ownName = (services: Services, name: string) => (isSecure(services) ? `__Host-${name}` : name)

const plain = (services: Services) =>
  ({ httpOnly: true, sameSite: 'Lax', secure: isSecure(services), path: '/' }) as const

export const readSessionCookie = (c: Context, services: Services) => getCookie(c, ownName(services, SESSION))

export function writeSessionCookie(c: Context, services: Services, token: string, expires: Date): void {
  setCookie(c, ownName(services, SESSION), token, { ...plain(services), expires })
}

export function dropSessionCookie(c: Context, services: Services): void {
  deleteCookie(c, ownName(services, SESSION), { path: '/', secure: isSecure(services) })
}

/** The sign in by LINE that this browser has begun. */
export const readLoginAttempt = (c: Context, services: Services) => getCookie(c, ownName(services, LOGIN))

export function writeLoginAttempt(c: Context, services: Services, attempt: string): void {
  setCookie(c, ownName(services, LOGIN), attempt, { ...plain(services), maxAge: LOGIN_TIME / 1_000 })
}

export function dropLoginAttempt(c: Context, services: Services): void {
  deleteCookie(c, ownName(services, LOGIN), { path: '/', secure: isSecure(services) })
}

export const readLanguageCookie = (c: Context) => getCookie(c, LANGUAGE)

export function writeLanguageCookie(c: Context, services: Services, locale: string): void {
  setCookie(c, LANGUAGE, locale, { ...plain(services), maxAge: YEAR_S })
}

/** Where somebody wanted to go before they were asked to sign in. */
export const readWayBack = (c: Context) => getCookie(c, WAY_BACK)

export function writeWayBack(c: Context, services: Services, path: string): void {
  setCookie(c, WAY_BACK, path, { ...plain(services), maxAge: WAY_BACK_S })
}

export function dropWayBack(c: Context, services: Services): void {
  deleteCookie(c, WAY_BACK, { path: '/', secure: isSecure(services) })
}
