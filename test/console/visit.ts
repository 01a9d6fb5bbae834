import { expect } from 'vitest'
import type { Bot } from '../support/bot.ts'
import type { Phone } from '../support/phone.ts'

/** A browser's side of HTTP, without the browser: it keeps cookies and says where its forms stand. */
export type Visitor = {
  get(path: string): Promise<Shown>
  /** Sends a form as its page does, with the token of the newest page; `fields` may replace anything. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Shown>
  cookies: Map<string, string>
}
export type Shown = { status: number; html: string; location: string | null; headers: Headers }

const CSRF = /name="_csrf" value="([^"]+)"/

/** Somebody at a browser of their own, not signed in. */
export function visitor(bot: Pick<Bot, 'url'>): Visitor {
  const cookies = new Map<string, string>()
  let csrf = ''
  async function send(path: string, init: RequestInit): Promise<Shown> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${bot.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) },
    })
    for (const it of response.headers.getSetCookie()) {
      const [name = '', value = ''] = it.split(';')[0]?.split('=') ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await response.text()
    csrf = CSRF.exec(html)?.[1] ?? csrf
    return {
      status: response.status,
      html,
      location: response.headers.get('location'),
      headers: response.headers,
    }
  }
  return {
    cookies,
    get: (path) => send(path, { method: 'GET' }),
    post: (path, fields = {}, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { origin: bot.url, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      }),
  }
}

/** Asks the bot for a link, as the person types it; the path of the link. */
export async function linkFor(phone: Phone): Promise<string> {
  await phone.send('作戰台')
  const text = (await phone.read()).map((it) => it.text).join('\n')
  const path = /\/console\/link\/[\w-]+/.exec(text)?.[0]
  expect(path, text).toBeDefined()
  return path ?? ''
}

/** Somebody who signed in by the link that the bot gave them. */
export async function signedIn(bot: Bot, phone: Phone): Promise<Visitor> {
  const it = visitor(bot)
  const { status, html } = await it.post(await linkFor(phone))
  expect(status, html).toBe(303)
  await it.get('/console')
  return it
}
