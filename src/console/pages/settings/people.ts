import { html } from 'hono/html'
import type { Member } from '../../../db/generated/client.ts'
import { listDelegations } from '../../../domain/delegations/list.ts'
import { MAY_INVITE } from '../../../domain/members/invite.ts'
import { listOpenInvites } from '../../../domain/members/list-invites.ts'
import { listMembers } from '../../../domain/members/read.ts'
import { HOUR, INVITE_TIME } from '../../../domain/rules.ts'
import { badge, riskBadge } from '../../parts/badges.ts'
import { copyable } from '../../parts/copy.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { table } from '../../parts/table.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'

function state(view: OwnView, it: Member) {
  const { t } = view.words
  if (it.disabledAt) return badge('plain', t('console.settings.disabled'))
  return it.blockedAt
    ? badge('stop', t('console.settings.blocked'))
    : badge('good', t('console.settings.active'))
}

/** Everybody, oldest first. */
export async function membersTable(view: OwnView): Promise<Html> {
  const { t } = view.words
  return table(
    t('console.settings.members'),
    [
      { head: t('console.settings.name'), cell: (it) => it.name },
      { head: t('console.settings.role'), cell: (it) => t(`role.${it.role}`) },
      { head: t('console.settings.pool'), cell: (it) => it.pool },
      { head: t('console.settings.language'), cell: (it) => it.locale },
      { head: t('console.settings.state'), cell: (it) => state(view, it) },
      { head: t('console.settings.joined'), cell: (it) => timeOf(view, it.createdAt) },
      { head: 'ID', cell: (it) => copyable(view, 'ID', it.id) },
    ],
    await listMembers(view.ctx),
  )
}

/** The form of an invite, with the roles that the one who looks may give away; nothing for the others. */
export function inviteForm(view: OwnView): Html | string {
  const { t } = view.words
  const roles = MAY_INVITE[view.member.role]
  if (!roles) return ''
  return html`<section class="panel"><h2>${t('console.settings.invite')}</h2><p class="soft">${t('console.settings.invite_note', { hours: INVITE_TIME / HOUR })}</p>
    <form method="post" action="/console/settings/invites">${csrfField(view)}
      <label for="i-name">${t('console.settings.name')}</label><input id="i-name" name="name" required maxlength="100">
      <label for="i-role">${t('console.settings.role')}</label><select id="i-role" name="role">${roles.map((it) => html`<option value="${it}">${t(`role.${it}`)}</option>`)}</select>
      <label for="i-locale">${t('console.settings.language')}</label><select id="i-locale" name="locale"><option value="zh-TW">中文</option><option value="en">English</option></select>
      <label for="i-pool">${t('console.settings.pool')}</label><input id="i-pool" name="pool" value="default" required maxlength="100">
      <div class="buttons"><button class="primary">${t('console.settings.invite_button')}</button></div></form></section>`
}

/** Invites that still wait to be used; their codes are known to nobody here. */
export async function openInvites(view: OwnView): Promise<Html> {
  const { t } = view.words
  const items = await listOpenInvites(view.ctx)
  return html`<section><h2>${t('console.settings.invites')}</h2>${
    items.length === 0
      ? html`<p class="soft">${t('console.settings.invites_none')}</p>`
      : table(
          t('console.settings.invites'),
          [
            { head: t('console.settings.name'), cell: (it) => it.name },
            { head: t('console.settings.role'), cell: (it) => t(`role.${it.role}`) },
            { head: t('console.settings.pool'), cell: (it) => it.pool },
            { head: t('console.settings.expires'), cell: (it) => timeOf(view, it.expiresAt) },
          ],
          items,
        )
  }</section>`
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
  }<p class="soft">${t('console.settings.delegations_note')}</p></section>`
}
