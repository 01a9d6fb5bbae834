import { Hono } from 'hono'
import type { Policy } from '../../contract.ts'
import { CATALOGUE } from '../../domain/catalogue.ts'
import { listOverrides, type Override } from '../../domain/overrides/list.ts'
import { repairPhase } from '../../domain/policies/keys.ts'
import { getMatrixRow, listPolicies } from '../../domain/policies/matrix.ts'
import { patchPolicy } from '../../domain/policies/patch.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { riskBadge, runsBadge } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { csrfField } from '../parts/csrf-field.ts'
import { pager } from '../parts/list.ts'
import { actionName, approverName, policyTitle } from '../parts/policy-title.ts'
import { facts, table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'

const SIZE = Object.keys(CATALOGUE).length + 25

const isCatalogue = (it: Policy) =>
  it.policy_key.startsWith('action:') && it.policy_key.split(':').length === 2

function nameOf(view: OwnView, it: Policy): string {
  return isCatalogue(it)
    ? actionName(view.words, it.allowed_action)
    : policyTitle(view.words, { policyKey: it.policy_key, allowedAction: it.allowed_action })
}

const pathOf = (it: Policy) =>
  it.id ? `/console/proposals/${it.id}` : `/console/matrix/${encodeURIComponent(it.policy_key)}`

/** Who set an action apart from the catalogue; null: nobody did. */
const overrideOf = (it: Policy, overrides: Override[]) =>
  isCatalogue(it) ? (overrides.find(({ action }) => action === it.allowed_action) ?? null) : null

function why(view: OwnView, it: Policy, override: Override | null) {
  const { t } = view.words
  if (it.reason) return it.reason
  if (it.no_answer_at) return t('console.proposals.no_answer')
  const approver = approverName(view.words, it.approval_required_by)
  if (override) return t('console.matrix.adjusted', { who: override.by ?? '–', approver })
  if (isCatalogue(it)) return t(`console.matrix.${it.risk_level}_rule`)
  return it.status === 'draft' ? t('console.matrix.asked', { who: approver }) : '–'
}

function since(view: OwnView, it: Policy, override: Override | null) {
  if (it.decided_at || override) return timeOf(view, it.decided_at ?? override?.at)
  return isCatalogue(it) ? view.words.t('console.matrix.since_start') : '–'
}

function by(view: OwnView, it: Policy, override: Override | null) {
  const { t } = view.words
  // A high risk of the catalogue is not decided beforehand: the rule stands.
  const isRule = it.decided_by === 'rule' || (isCatalogue(it) && it.risk_level === 'high' && !it.decided_by)
  if (isRule) return override?.by ?? t('console.matrix.by_rule')
  return it.decided_by ?? override?.by ?? t('console.matrix.undecided')
}

function rowsTable(view: OwnView, caption: string, rows: Policy[], overrides: Override[]) {
  const { t } = view.words
  return table(
    caption,
    [
      {
        head: t('console.matrix.what'),
        cell: (it) =>
          html`<a href="${pathOf(it)}">${nameOf(view, it)}</a><br><small>${[repairPhase(it.policy_key), it.allowed_action].filter(Boolean).join('・')}</small>`,
      },
      { head: t('console.matrix.runs'), cell: (it) => runsBadge(view.words, it.runs) },
      {
        head: t('console.matrix.approver'),
        cell: (it) => approverName(view.words, it.approval_required_by),
        className: 'short',
      },
      { head: t('console.matrix.risk'), cell: (it) => riskBadge(view.words, it.risk_level) },
      {
        head: t('console.matrix.why'),
        cell: (it) => why(view, it, overrideOf(it, overrides)),
        className: 'long',
      },
      {
        head: t('console.matrix.since'),
        cell: (it) => since(view, it, overrideOf(it, overrides)),
        className: 'short',
      },
      {
        head: t('console.matrix.by'),
        cell: (it) => by(view, it, overrideOf(it, overrides)),
        className: 'short',
      },
    ],
    rows,
  )
}

/** An action of the catalogue that nobody has asked for can be decided beforehand; a high risk cannot. */
function beforehand(view: OwnView, row: Policy) {
  const { t } = view.words
  const mayDecide = view.member.role === 'louis' || view.member.role === 'pls_owner'
  if (row.risk_level === 'high') return html`<p>${t('console.matrix.high_rule')}</p>`
  if (!mayDecide) return html`<p>${t('console.decide.not_yours', { who: t('role.pls_owner') })}</p>`
  return html`<section class="panel decide"><h2>${t('console.matrix.beforehand')}</h2><p class="soft">${t('console.matrix.beforehand_note')}</p>
    <form method="post">${csrfField(view)}<label for="reason">${t('console.decide.reason')}</label>
    <textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>
    <div class="buttons">${row.risk_level === 'medium' ? html`<button class="primary" name="status" value="approved">${t('button.approve')}</button>` : ''}
    <button class="danger" name="status" value="rejected">${t('console.matrix.forbid')}</button></div></form></section>`
}

function rowPage(view: OwnView, row: Policy, override: Override | null) {
  const { t } = view.words
  return html`<p class="crumbs"><a href="/console/matrix">${sectionName(view.words, 'matrix')}</a></p><h1>${nameOf(view, row)}</h1>
    <p class="badges">${runsBadge(view.words, row.runs)}${riskBadge(view.words, row.risk_level)}</p>
    ${facts([
      [t('console.matrix.approver'), approverName(view.words, row.approval_required_by)],
      [t('console.matrix.why'), why(view, row, override)],
      [t('console.matrix.since'), since(view, row, override)],
      [t('console.matrix.by'), by(view, row, override)],
      [
        t('console.proposals.key'),
        copyable(view, t('console.proposals.key'), row.policy_key, { whole: true }),
      ],
    ])}${beforehand(view, row)}`
}

/** The approval matrix, and its rows that have no decision yet. */
export function matrixRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const after = c.req.query('after')?.match(/^[0-9a-f-]{36}$/)?.[0]
    const { items, next } = await listPolicies(view.ctx, { limit: after ? 25 : SIZE, after })
    const overrides = await listOverrides(view.ctx)
    const catalogue = items.filter(isCatalogue)
    const others = items.filter((it) => !isCatalogue(it))
    const title = sectionName(view.words, 'matrix')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.matrix.intro')}</p><div data-live-part="matrix">
      ${catalogue.length > 0 ? html`<h2>${t('console.matrix.catalogue')}</h2>${rowsTable(view, t('console.matrix.catalogue'), catalogue, overrides)}` : ''}
      ${others.length > 0 ? html`<h2>${t('console.matrix.others')}</h2>${rowsTable(view, t('console.matrix.others'), others, overrides)}` : ''}</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'matrix', live: true, body }))
  })
  app.get('/:key', async (c) => {
    const view = ownView(c)
    const row = await getMatrixRow(view.ctx, c.req.param('key'))
    if (row.id) return c.redirect(pathOf(row), 302)
    const override = overrideOf(row, await listOverrides(view.ctx))
    const body = rowPage(view, row, override)
    return c.html(await layout(view, { title: nameOf(view, row), section: 'matrix', body }))
  })
  app.post('/:key', async (c) => {
    const view = ownView(c)
    const { status, reason } = c.get('form')
    const wanted = status === 'approved' ? 'approved' : 'rejected'
    const made = await patchPolicy(view.ctx, c.req.param('key'), {
      status: wanted,
      reason: (reason ?? '').slice(0, 2_000),
    })
    return c.redirect(`/console/proposals/${made.id}?done=${wanted}`, 303)
  })
  return app
}
