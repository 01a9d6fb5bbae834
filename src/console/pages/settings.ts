import { Hono } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import { findHalt, halt, resume } from '../../domain/halts/halt.ts'
import { createInvite, type InviteInput } from '../../domain/members/invite.ts'
import { AppError } from '../../errors.ts'
import { layout, sectionName } from '../layout.ts'
import { csrfField } from '../parts/csrf-field.ts'
import { doneNotice } from '../parts/notice.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { madeInvite } from './settings/made-invite.ts'
import { delegations, inviteForm, membersTable, openInvites } from './settings/people.ts'

async function killSwitch(view: OwnView) {
  const { t } = view.words
  const open = await findHalt(view.ctx)
  const isLouis = view.member.role === 'louis'
  const state = open
    ? html`<p class="notice stop" role="alert"><strong>${t('console.settings.kill_on', { reason: open.reason })}</strong> ${open.haltedBy}・${timeOf(view, open.haltedAt)}</p>`
    : html`<p>${t('console.settings.kill_off')}</p>`
  const haltForm = html`<form method="post" action="/console/settings/halt">${csrfField(view)}<label for="halt-reason">${t('console.settings.kill_reason')}</label>
    <textarea id="halt-reason" name="reason" rows="2" required maxlength="2000"></textarea><div class="buttons"><button class="danger">${t('console.settings.kill_button')}</button></div></form>`
  const resumeForm = html`<form method="post" action="/console/settings/resume">${csrfField(view)}<p class="soft">${t('console.settings.resume_note')}</p><div class="buttons"><button class="primary">${t('console.settings.resume_button')}</button></div></form>`
  return html`<section class="panel"><h2>${t('console.settings.kill')}</h2><p class="soft">${t('console.settings.kill_note')}</p>${state}
    ${isLouis ? (open ? resumeForm : haltForm) : html`<p class="soft">${t('console.settings.kill_louis')}</p>`}</section>`
}

async function settingsPage(view: OwnView, made: unknown) {
  const title = sectionName(view.words, 'settings')
  const { t } = view.words
  const body = html`<h1>${title}</h1>${doneNotice(view)}${made}
    <section><h2>${t('console.settings.members')}</h2>${await membersTable(view)}<p class="soft">${t('console.settings.disable_note')}</p></section>
    <div class="two">${inviteForm(view)}${await killSwitch(view)}</div>${await openInvites(view)}${await delegations(view)}
    <p class="soft">${t('console.settings.session', { when: view.words.time(view.session.expiresAt) })} ${timeOf(view, view.session.expiresAt)}</p>`
  return layout(view, { title, section: 'settings', body })
}

/** People, invites and the kill switch. */
export function settingsRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => c.html(await settingsPage(ownView(c), '')))
  app.post('/invites', async (c) => {
    const view = { ...ownView(c), here: '/console/settings' }
    const { name, role, locale, pool } = c.get('form')
    const input = { name, role, locale, pool: pool || undefined } as z.input<typeof InviteInput>
    const made = await createInvite(view.ctx, input)
    const shown = await madeInvite(view, { ...made, name: name ?? '', locale: locale ?? '' })
    return c.html(await settingsPage(view, shown), 201)
  })
  app.get('/invites', (c) => c.redirect('/console/settings', 302))
  app.post('/halt', async (c) => {
    const reason = c.get('form').reason?.trim()
    if (!reason) throw new AppError('bad-input', 'A halt has a reason.')
    await halt(ownView(c).ctx, reason)
    return c.redirect('/console/settings?done=halted', 303)
  })
  app.post('/resume', async (c) => {
    await resume(ownView(c).ctx)
    return c.redirect('/console/settings?done=resumed', 303)
  })
  return app
}
