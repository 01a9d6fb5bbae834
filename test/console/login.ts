import { expect } from 'vitest'
import type { Bot } from '../support/bot.ts'
import type { Phone } from '../support/phone.ts'
import { type Shown, type Visitor, visitor } from './visit.ts'

export const START = '/console/login/line'
export const SESSION = 'countersign_session'
export const ATTEMPT = 'countersign_login'

export const sessions = (bot: Bot) => bot.db.prisma.consoleSession.count()

/** Presses the button: the address at LINE that the browser is sent to. */
export async function begin(it: Visitor, path = START): Promise<URL> {
  const sent = await it.get(path)
  expect(sent.status, sent.html).toBe(303)
  return new URL(sent.location ?? '')
}

/** What the person decides at LINE: where LINE sends the browser, as a path of ours. */
export async function decide(bot: Bot, url: URL, phone: Phone, decision = 'allow'): Promise<string> {
  const body = { url: url.href, user_id: phone.userId, decision }
  const answer = await bot.request('POST', '/_sim/login', { at: bot.sim.url, body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const back = new URL(String(answer.body.redirect))
  expect(back.origin).toBe(bot.url)
  return back.pathname + back.search
}

/** The whole way, from the button to the answer of our page. */
export async function login(bot: Bot, it: Visitor, phone: Phone): Promise<Shown> {
  return it.get(await decide(bot, await begin(it), phone))
}

/** Somebody at a browser who went to LINE and is about to come back. */
export async function onTheWay(bot: Bot, name = 'Louis') {
  const it = visitor(bot)
  const phone = await bot.person('louis', name)
  return { it, phone, back: await decide(bot, await begin(it), phone) }
}

/** A page that lets nobody in. */
export async function expectOutside(bot: Bot, it: Visitor, shown: Shown, status: number, says: string) {
  expect([shown.status, shown.location], shown.html).toEqual([status, null])
  expect(shown.html).toContain(says)
  expect(shown.html).toContain('其他登入方式')
  expect(it.cookies.has(SESSION)).toBe(false)
  expect(await sessions(bot)).toBe(0)
}

/** How often LINE was asked for tokens. */
export async function tokenCalls(bot: Bot): Promise<number> {
  const { body } = await bot.request('GET', '/_sim/calls', { at: bot.sim.url })
  return (body.items as { path: string }[]).filter((it) => it.path === '/oauth2/v2.1/token').length
}
