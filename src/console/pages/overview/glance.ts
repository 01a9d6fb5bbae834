import type { Policy } from '../../../contract.ts'
import type { readAtAGlance } from '../../../domain/policies/at-a-glance.ts'
import type { readWaiting } from '../../../domain/policies/decisions.ts'
import { html } from '../../html.ts'
import { actionName, policyTitle } from '../../parts/policy-title.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'

type Glance = Awaited<ReturnType<typeof readAtAGlance>>
type Waiting = Awaited<ReturnType<typeof readWaiting>>

const path = (it: Policy) =>
  it.id ? `/console/proposals/${it.id}` : `/console/matrix/${encodeURIComponent(it.policy_key)}`

function actions(view: OwnView, rows: Policy[]) {
  return html`${rows.map((it) => html`<li><a href="${path(it)}">${actionName(view.words, it.allowed_action)}</a></li>`)}`
}

function repairs(view: OwnView, some: Glance['approvedRepairs'], status: 'approved' | 'rejected') {
  const { t } = view.words
  const rest = some.count - some.latest.length
  return html`${some.latest.map(
    (it) =>
      html`<li><a href="${path(it)}">${policyTitle(view.words, { policyKey: it.policy_key, allowedAction: it.allowed_action })}</a> <small>${it.allowed_action}</small></li>`,
  )}${rest > 0 ? html`<li><a class="more" href="/console/proposals?status=${status}">${t('console.part.more', { count: rest })}</a></li>` : ''}`
}

function column(tone: string, title: string, note: string, count: number, body: unknown) {
  return html`<section class="column ${tone}"><h2>${title} <span class="count">${count}</span></h2><p class="soft">${note}</p>${body}</section>`
}

function needs(view: OwnView, rows: Policy[], agreed: Glance['highRiskRepairs']) {
  const { t } = view.words
  const once = rows.filter((it) => it.runs === 'after_approval')
  const each = rows.filter((it) => it.runs === 'approved_each_time')
  return html`<h3>${t('console.overview.pls_owner')}</h3><ul>${actions(view, once)}</ul>
    <h3>${t('console.overview.louis')}</h3><ul>${actions(view, each)}<li>${t('console.overview.unknown')}</li></ul>
    ${agreed.count > 0 ? html`<h3>${t('console.overview.agreed_repairs')}</h3><ul>${repairs(view, agreed, 'approved')}</ul>` : ''}`
}

function waitingColumn(view: OwnView, waiting: Waiting) {
  const { t } = view.words
  const { forMe, deputyOf } = waiting
  const numbers: [string, number][] = [
    ...(forMe === null ? [] : ([[t('console.overview.for_me'), forMe]] satisfies [string, number][])),
    [t('console.overview.for_pls_owner'), waiting.plsOwner],
    [t('console.overview.for_louis'), waiting.louis],
  ]
  const list =
    waiting.next.length === 0
      ? html`<p>${t('console.overview.waiting_none')}</p>`
      : html`<ul>${waiting.next.map(
          (it) => html`<li><a href="/console/proposals/${it.id}">${policyTitle(view.words, it)}</a>
            <small>${t(`risk.${it.riskLevel}`)}${it.answerBy ? html`・${t('console.overview.until')} ${timeOf(view, it.answerBy)}` : ''}</small></li>`,
        )}</ul>`
  const names = new Intl.ListFormat(view.words.locale, { type: 'unit' }).format(deputyOf)
  const standing =
    deputyOf.length > 0 ? html`<p class="soft">${t('console.overview.deputy_of', { names })}</p>` : ''
  return html`<dl class="for-whom">${numbers.map(([name, n]) => html`<div><dt>${name}</dt><dd>${n}</dd></div>`)}</dl>${standing}${list}`
}

const NEVER = ['unapproved', 'reuse', 'gate', 'self'] as const

function forbidden(view: OwnView, refused: Policy[], rejected: Glance['rejectedRepairs']) {
  const { t } = view.words
  const nothing = refused.length + rejected.count === 0
  const now = nothing
    ? html`<p>${t('console.overview.forbidden_none')}</p>`
    : html`<ul>${actions(view, refused)}${repairs(view, rejected, 'rejected')}</ul>`
  return html`<h3>${t('console.overview.forbidden_now')}</h3>${now}
    <h3>${t('console.overview.forbidden_always')}</h3><ul>${NEVER.map((it) => html`<li>${t(`console.overview.forbidden_${it}`)}</li>`)}</ul>`
}

/** The four answers at a glance: by itself, with whose approval, forbidden, waiting. */
export function glanceColumns(view: OwnView, glance: Glance, waiting: Waiting): Html {
  const { t } = view.words
  const { catalogue, approvedRepairs: approved, highRiskRepairs: agreed, rejectedRepairs: rejected } = glance
  const of = (...runs: Policy['runs'][]) => catalogue.filter((it) => runs.includes(it.runs))
  const free = of('by_itself')
  const asked = of('after_approval', 'approved_each_time')
  const refused = of('forbidden')
  return html`<div class="glance">
    ${column('good', t('console.overview.by_itself'), t('console.overview.by_itself_note'), free.length + approved.count, html`<ul>${actions(view, free)}</ul>${approved.count > 0 ? html`<h3>${t('console.overview.approved_repairs')}</h3><ul>${repairs(view, approved, 'approved')}</ul>` : ''}`)}
    ${column('wait', t('console.overview.needs'), t('console.overview.needs_note'), asked.length + agreed.count, needs(view, asked, agreed))}
    ${column('stop', t('console.overview.forbidden'), t('console.overview.forbidden_note'), refused.length + rejected.count, forbidden(view, refused, rejected))}
    ${column('ask', t('console.overview.waiting'), '', waiting.louis + waiting.plsOwner, waitingColumn(view, waiting))}
  </div>`
}
