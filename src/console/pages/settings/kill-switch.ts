import { findHalt } from '../../../domain/halts/halt.ts'
import { html } from '../../html.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'
import { focused, type Refused, refusedNotice } from './refused-form.ts'

/** Whether everything is halted, and Louis's button for it. */
export async function killSwitch(view: OwnView, refused: Refused | null): Promise<Html> {
  const { t } = view.words
  const open = await findHalt(view.ctx)
  const isLouis = view.member.role === 'louis'
  const state = open
    ? html`<p class="notice stop" role="alert"><strong>${t('console.settings.kill_on', { reason: open.reason })}</strong> ${open.haltedBy}・${timeOf(view, open.haltedAt)}</p>`
    : html`<p>${t('console.settings.kill_off')}</p>`
  const haltForm = html`<form method="post" action="/console/settings/halt">${csrfField(view)}${refusedNotice(view, 'halt', refused)}<label for="halt-reason">${t('console.settings.kill_reason')}</label>
    <textarea id="halt-reason" name="reason" rows="2" required maxlength="2000"${focused('halt', refused)}></textarea><div class="buttons"><button class="danger">${t('console.settings.kill_button')}</button></div></form>`
  const resumeForm = html`<form method="post" action="/console/settings/resume">${csrfField(view)}<p class="soft">${t('console.settings.resume_note')}</p><div class="buttons"><button class="primary">${t('console.settings.resume_button')}</button></div></form>`
  return html`<section class="panel"><h2>${t('console.settings.kill')}</h2><p class="soft">${t('console.settings.kill_note')}</p>${state}
    ${isLouis ? (open ? resumeForm : haltForm) : html`<p class="soft">${t('console.settings.kill_louis')}</p>`}</section>`
}
