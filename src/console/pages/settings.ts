import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { delegate, endDelegation } from '../../domain/delegations/delegate.ts'
import { halt, resume } from '../../domain/halts/halt.ts'
import { disableMember } from '../../domain/members/disable.ts'
import { createInvite, type InviteInput } from '../../domain/members/invite.ts'
import { withdrawInvite } from '../../domain/members/withdraw-invite.ts'
import { DELEGATION_DAYS } from '../../domain/rules.ts'
import { endOfDay } from '../../domain/schedules/local-time.ts'
import { AppError } from '../../errors.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { type Done, doneNotice } from '../parts/notice.ts'
import { listQuery } from '../parts/query.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { delegations, ownDelegation, RISKS } from './settings/delegations.ts'
import { disablePage } from './settings/disable.ts'
import { killSwitch } from './settings/kill-switch.ts'
import { madeInvite } from './settings/made-invite.ts'
import { inviteForm, membersTable, openInvites } from './settings/people.ts'
import { type Refused, refusalOf } from './settings/refused-form.ts'

type Ask = Context<ConsoleEnv>

async function settingsPage(c: Ask, view: OwnView, made: unknown, refused: Refused | null) {
  const title = sectionName(view.words, 'settings')
  const { t } = view.words
  const body = html`<h1>${title}</h1>${doneNotice(view)}${made}
    <section><h2>${t('console.settings.members')}</h2>${await membersTable(view, listQuery(c, {}))}<p class="soft">${t('console.people.disable_note')}</p></section>
    <div class="two"><div>${inviteForm(view, refused)}${await killSwitch(view, refused)}</div>${await ownDelegation(view, refused)}</div>${await openInvites(view)}${await delegations(view)}
    <p class="soft">${t('console.settings.session', { when: view.words.time(view.session.expiresAt) })} ${timeOf(view, view.session.expiresAt)}</p>`
  return layout(view, { title, section: 'settings', body })
}

/** The page as it was, with what was typed, and why nothing happened. */
async function again(c: Ask, refused: Omit<Refused, 'kept'>): Promise<Response> {
  const view = { ...ownView(c), here: '/console/settings' }
  return c.html(await settingsPage(c, view, '', { ...refused, kept: c.get('form') }), refused.status)
}

const done = (c: Ask, what: Done) => c.redirect(`/console/settings?done=${what}`, 303)

async function invite(c: Ask): Promise<Response> {
  const view = { ...ownView(c), here: '/console/settings' }
  const { name, role, locale, pool } = c.get('form')
  const input = { name, role, locale, pool } as z.input<typeof InviteInput>
  try {
    const made = await createInvite(view.ctx, input)
    const shown = await madeInvite(view, { ...made, name: name ?? '', locale: locale ?? '' })
    return c.html(await settingsPage(c, view, shown, null), 201)
  } catch (error) {
    const { code, status } = refusalOf(view, error)
    const phrase = code === 'wrong-role' ? 'console.people.bad_invite_role' : 'console.people.bad_invite'
    return again(c, { form: 'invite', phrase, status })
  }
}

const WHY_NOT = {
  'wrong-role': 'console.people.bad_risk',
  'not-found': 'console.people.bad_person',
} as const

async function nameDeputy(c: Ask): Promise<Response> {
  const view = ownView(c)
  const { ctx, services } = view
  const { to = '', risk, day = '' } = c.get('form')
  try {
    const maxRisk = RISKS.find((it) => it === risk)
    if (!maxRisk) throw new AppError('bad-input', 'A delegation has a risk ceiling.')
    await delegate(ctx, { toId: to, until: endOfDay(services.timeZone, day), maxRisk })
    return done(c, 'delegated')
  } catch (error) {
    const { code, status } = refusalOf(view, error)
    const phrase =
      code === 'wrong-role' || code === 'not-found' ? WHY_NOT[code] : 'console.people.bad_delegation'
    return again(c, { form: 'delegation', phrase, params: { days: DELEGATION_DAYS }, status })
  }
}

async function takeBack(c: Ask): Promise<Response> {
  const view = ownView(c)
  try {
    await endDelegation(view.ctx)
    return done(c, 'delegation_ended')
  } catch (error) {
    const { code, status } = refusalOf(view, error)
    if (code !== 'not-found') throw error
    return again(c, { form: 'delegation', phrase: 'console.people.bad_end', status })
  }
}

/** People, invites, delegations and the kill switch. */
export function settingsRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => c.html(await settingsPage(c, ownView(c), '', null)))
  app.post('/invites', invite)
  app.post('/invites/:id/withdraw', async (c) => {
    await withdrawInvite(ownView(c).ctx, c.req.param('id'))
    return done(c, 'invite_withdrawn')
  })
  // Whoever reloads the page of a form that was sent asks for its address.
  for (const it of ['/invites', '/delegation', '/delegation/end', '/halt', '/resume'])
    app.get(it, (c) => c.redirect('/console/settings', 302))
  app.get('/members/:id/disable', async (c) => c.html(await disablePage(ownView(c), c.req.param('id'))))
  app.post('/members/:id/disable', async (c) => {
    await disableMember(ownView(c).ctx, c.req.param('id'))
    return done(c, 'disabled')
  })
  app.post('/delegation', nameDeputy)
  app.post('/delegation/end', takeBack)
  app.post('/halt', async (c) => {
    const { ctx, member } = ownView(c)
    const reason = c.get('form').reason?.trim()
    if (!reason && member.role === 'louis')
      return again(c, { form: 'halt', phrase: 'console.people.bad_halt', status: 400 })
    await halt(ctx, reason ?? '')
    return done(c, 'halted')
  })
  app.post('/resume', async (c) => {
    await resume(ownView(c).ctx)
    return done(c, 'resumed')
  })
  return app
}
