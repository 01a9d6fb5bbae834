import type { Context } from 'hono'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Member } from '../db/generated/client.ts'
import type { Ctx } from '../domain/context.ts'
import { asActor } from '../domain/members/read.ts'
import type { Session } from '../domain/sessions/find.ts'
import { type ApiEnv, ctxOf } from '../http/api-env.ts'
import type { Services } from '../services.ts'
import { isLocale, type Words, wordsOf } from '../words/words.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** What every page is made with: for whom, in which language, and what protects its forms. */
export type View = {
  services: Services
  words: Words
  /** The path and query that were asked for. */
  here: string
  now: Date
  /** Null on the pages that are open to everybody. */
  session: (Session & { csrf: string }) | null
}

/** A page of somebody who is signed in. */
export type OwnView = View & { session: NonNullable<View['session']>; ctx: Ctx; member: Member }

export type ConsoleEnv = { Variables: ApiEnv['Variables'] & { view: View; form: Form } }

/** What a form sent, each field once. */
export type Form = Record<string, string | undefined>

/** Starts the view of a request, in the language of its cookie, or else of the settings. */
export function viewOf(c: Context, services: Services, cookieLocale: string | undefined): View {
  const url = new URL(c.req.url)
  const locale = cookieLocale && isLocale(cookieLocale) ? cookieLocale : services.defaultLocale
  return {
    services,
    words: wordsOf(locale, services.timeZone),
    here: url.pathname + url.search,
    now: services.clock.now(),
    session: null,
  }
}

/** The view of somebody who is signed in; only routes behind the sign-in ask for it. */
export function ownView(c: Context<ConsoleEnv>): OwnView {
  const view = c.get('view')
  if (!view.session) throw new Error('this route is not behind the sign-in')
  const { member } = view.session
  return { ...view, session: view.session, member, ctx: ctxOf(view.services, asActor(member)) }
}
