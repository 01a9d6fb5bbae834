import type { Member } from '../../../db/generated/client.ts'
import { mayDisable } from '../../../domain/members/disable.ts'
import { MAY_INVITE, mayInvite } from '../../../domain/members/invite.ts'
import { listOpenInvites } from '../../../domain/members/list-invites.ts'
import { asActor, pageMembers } from '../../../domain/members/read.ts'
import type { PageInput } from '../../../domain/page.ts'
import { HOUR, INVITE_TIME } from '../../../domain/rules.ts'
import { html } from '../../html.ts'
import { badge } from '../../parts/badges.ts'
import { copyable } from '../../parts/copy.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { pager } from '../../parts/list.ts'
import { sentenceCase } from '../../parts/sentence-case.ts'
import { table } from '../../parts/table.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'
import { focused, keptOf, type Refused, refusedNotice } from './refused-form.ts'

function state(view: OwnView, it: Member) {
  const { t } = view.words
  if (it.disabledAt)
    return html`${badge('plain', t('console.settings.disabled'))} ${timeOf(view, it.disabledAt)}`
  const now = it.blockedAt
    ? badge('stop', t('console.settings.blocked'))
    : badge('good', t('console.settings.active'))
  if (!mayDisable(asActor(view.member), it)) return now
  const name = t('console.people.disable_who', { name: it.name })
  return html`${now} <a href="/console/settings/members/${it.id}/disable" aria-label="${name}">${t('console.people.disable')}</a>`
}

const LANGUAGES: Record<string, string> = { 'zh-TW': '中文', en: 'English' }

/** Everybody, oldest first, a page at a time. */
export async function membersTable(view: OwnView, page: PageInput): Promise<Html> {
  const { t } = view.words
  const { items, next } = await pageMembers(view.ctx, page)
  const list = table(
    t('console.settings.members'),
    [
      { head: t('console.settings.name'), cell: (it) => it.name },
      { head: t('console.settings.role'), cell: (it) => sentenceCase(t(`role.${it.role}`)) },
      { head: t('console.settings.pool'), cell: (it) => it.pool },
      { head: t('console.settings.language'), cell: (it) => LANGUAGES[it.locale] ?? it.locale },
      { head: t('console.settings.state'), cell: (it) => state(view, it) },
      { head: t('console.settings.joined'), cell: (it) => timeOf(view, it.createdAt) },
      { head: 'ID', cell: (it) => copyable(view, 'ID', it.id) },
    ],
    items,
  )
  return html`${list}${pager(view, next)}`
}

/** The form of an invite, with the roles that the one who looks may give away; nothing for the others. */
export function inviteForm(view: OwnView, refused: Refused | null): Html | string {
  const { t } = view.words
  const roles = MAY_INVITE[view.member.role]
  if (!roles) return ''
  const kept = keptOf('invite', refused)
  const chosen = (name: string, value: string) => (kept[name] === value ? html` selected` : '')
  return html`<section class="panel"><h2>${t('console.settings.invite')}</h2><p class="soft">${t('console.settings.invite_note', { hours: INVITE_TIME / HOUR })}</p>
    <form method="post" action="/console/settings/invites">${csrfField(view)}${refusedNotice(view, 'invite', refused)}
      <label for="i-name">${t('console.settings.name')}</label><input id="i-name" name="name" value="${kept.name ?? ''}" required maxlength="100"${focused('invite', refused)}>
      <label for="i-role">${t('console.settings.role')}</label><select id="i-role" name="role">${roles.map((it) => html`<option value="${it}"${chosen('role', it)}>${sentenceCase(t(`role.${it}`))}</option>`)}</select>
      <label for="i-locale">${t('console.settings.language')}</label><select id="i-locale" name="locale"><option value="zh-TW">中文</option><option value="en"${chosen('locale', 'en')}>English</option></select>
      <label for="i-pool">${t('console.settings.pool')}</label><input id="i-pool" name="pool" value="${kept.pool ?? 'default'}" required maxlength="100">
      <div class="buttons"><button class="primary">${t('console.settings.invite_button')}</button></div></form></section>`
}

type OpenInvite = Awaited<ReturnType<typeof listOpenInvites>>[number]

function withdraw(view: OwnView, { id, name, role }: OpenInvite): Html | string {
  const { t } = view.words
  if (!mayInvite(view.member.role, role)) return ''
  const who = t('console.settings.withdraw_who', { name })
  return html`<form method="post" action="/console/settings/invites/${id}/withdraw">${csrfField(view)}<button class="small" aria-label="${who}">${t('console.settings.withdraw')}</button></form>`
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
            { head: t('console.settings.role'), cell: (it) => sentenceCase(t(`role.${it.role}`)) },
            { head: t('console.settings.pool'), cell: (it) => it.pool },
            { head: t('console.settings.expires'), cell: (it) => timeOf(view, it.expiresAt) },
            ...(MAY_INVITE[view.member.role]
              ? [{ head: t('console.settings.withdraw'), cell: (it: OpenInvite) => withdraw(view, it) }]
              : []),
          ],
          items,
        )
  }</section>`
}
