import type { Member } from '../../../db/generated/client.ts'
import { findGivenDelegation, listCandidates } from '../../../domain/delegations/delegate.ts'
import { listDelegations } from '../../../domain/delegations/list.ts'
import { DAY, DELEGATION_DAYS } from '../../../domain/rules.ts'
import { html } from '../../html.ts'
import { riskBadge } from '../../parts/badges.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { table } from '../../parts/table.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'
import { focused, keptOf, type Refused, refusedNotice } from './refused-form.ts'

const PATH = '/console/settings/delegation'

/** The risks that somebody may pass on: their own. */
const risksOf = ({ role }: Member) => (role === 'louis' ? RISKS : RISKS.filter((it) => it !== 'high'))
export const RISKS = ['low', 'medium', 'high'] as const

/** The day in the time zone of the settings, as a date field writes it. */
function dayIn(view: OwnView, days: number): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: view.services.timeZone })
  return format.format(new Date(view.now.getTime() + days * DAY))
}

function giveForm(view: OwnView, candidates: Member[], refused: Refused | null, isAgain: boolean) {
  const { t } = view.words
  const kept = keptOf('delegation', refused)
  const chosen = (name: string, value: string, otherwise = '') =>
    (kept[name] ?? otherwise) === value ? html` selected` : ''
  return html`<form method="post" action="${PATH}">${csrfField(view)}${isAgain ? html`<h3>${t('console.people.give_other')}</h3>` : ''}
      ${refusedNotice(view, 'delegation', refused)}
      <label for="d-to">${t('console.people.who')}</label><select id="d-to" name="to" required${focused('delegation', refused)}><option value="">${t('console.people.choose')}</option>${candidates.map(
        (it) =>
          html`<option value="${it.id}"${chosen('to', it.id)}>${it.name}・${t(`role.${it.role}`)}</option>`,
      )}</select>
      <label for="d-risk">${t('console.people.risk')}</label><select id="d-risk" name="risk">${risksOf(
        view.member,
      ).map(
        (it) =>
          html`<option value="${it}"${chosen('risk', it, 'medium')}>${t('console.people.up_to', { risk: t(`risk.${it}`) })}</option>`,
      )}</select>
      <label for="d-day">${t('console.people.day')}</label><input id="d-day" type="date" name="day" required min="${dayIn(view, 0)}" max="${dayIn(view, DELEGATION_DAYS - 1)}" value="${kept.day ?? dayIn(view, 7)}" aria-describedby="d-day-note">
      <p class="soft" id="d-day-note">${t('console.people.day_note', { days: DELEGATION_DAYS })}</p>
      <div class="buttons"><button class="primary">${t('console.people.give_button')}</button></div></form>`
}

/** Who stands in for the one who looks, and the forms to change it; nothing for those who have nothing to pass on. */
export async function ownDelegation(view: OwnView, refused: Refused | null): Promise<Html | string> {
  const { t } = view.words
  const { member } = view
  if (member.role !== 'louis' && member.role !== 'pls_owner') return ''
  const given = await findGivenDelegation(view.ctx, member.id)
  const candidates = await listCandidates(view.ctx, member.id)
  const risk = given && t(`risk.${given.maxRisk}`)
  const current =
    given &&
    html`<p>${t('console.people.mine', { name: given.to?.name ?? '–', until: view.words.time(given.until), risk: risk ?? '' })}</p>
      <form method="post" action="${PATH}/end">${csrfField(view)}<div class="buttons"><button class="danger">${t('console.people.end_button')}</button></div></form>`
  const form =
    candidates.length === 0
      ? html`<p class="soft">${t('console.people.nobody')}</p>`
      : giveForm(view, candidates, refused, given !== null)
  return html`<section class="panel stacked"><h2>${t('console.people.give')}</h2><p class="soft">${t('console.people.note')}</p>${current ?? ''}${form}</section>`
}

/** Who decides for whom, until when. */
export async function delegations(view: OwnView): Promise<Html> {
  const { t } = view.words
  const items = await listDelegations(view.ctx)
  return html`<section><h2>${t('console.settings.delegations')}</h2>${
    items.length === 0
      ? html`<p class="soft">${t('console.settings.delegations_none')}</p>`
      : table(
          t('console.settings.delegations'),
          [
            { head: t('console.settings.delegation_from'), cell: (it) => it.from },
            { head: t('console.settings.delegation_to'), cell: (it) => it.to },
            { head: t('console.settings.delegation_risk'), cell: (it) => riskBadge(view.words, it.maxRisk) },
            { head: t('console.settings.expires'), cell: (it) => timeOf(view, it.until) },
          ],
          items,
        )
  }<p class="soft">${t('console.people.by_others')}</p></section>`
}
