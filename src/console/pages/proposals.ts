import { Hono } from 'hono'
import { type DecisionFilter, listDecisions, readWaiting } from '../../domain/policies/decisions.ts'
import { repairPhase } from '../../domain/policies/keys.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { riskBadge, statusBadge } from '../parts/badges.ts'
import { empty, pager, tabs } from '../parts/list.ts'
import { approverName, policyTitle } from '../parts/policy-title.ts'
import { listQuery, oneOf } from '../parts/query.ts'
import { table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { decisionRoutes } from './proposal/routes.ts'

const STATUSES = ['draft', 'approved', 'rejected', 'retired'] as const
type Row = Awaited<ReturnType<typeof listDecisions>>['items'][number]

function rows(view: OwnView, items: Row[]) {
  const { words } = view
  const { t } = words
  return table(
    sectionName(words, 'proposals'),
    [
      {
        head: t('console.matrix.what'),
        cell: (it) =>
          html`<a href="/console/proposals/${it.id}">${policyTitle(words, it)}</a><br><small>${[repairPhase(it.policyKey), it.allowedAction].filter(Boolean).join('・')}</small>`,
      },
      { head: t('console.proposals.risk'), cell: (it) => riskBadge(words, it.riskLevel) },
      {
        head: t('console.proposals.status'),
        cell: (it) =>
          it.status === 'draft' && it.noAnswerAt
            ? t('console.proposals.no_answer')
            : statusBadge(words, it.status),
      },
      { head: t('console.matrix.approver'), cell: (it) => approverName(words, it.approvalRequiredBy) },
      { head: t('console.proposals.opened'), cell: (it) => timeOf(view, it.createdAt) },
      {
        head: t('console.proposals.decided'),
        cell: (it) =>
          it.decidedAt
            ? html`${it.decidedBy} ${timeOf(view, it.decidedAt)}`
            : html`<span class="soft">${t('console.overview.until')}</span> ${timeOf(view, it.answerBy)}`,
      },
    ],
    items,
  )
}

async function listPage(view: OwnView, filter: DecisionFilter) {
  const { t } = view.words
  const { items, next } = await listDecisions(view.ctx, filter)
  const waiting = await readWaiting(view.ctx)
  const title = sectionName(view.words, 'proposals')
  const body = html`<h1>${title}</h1><p class="intro">${t('console.proposals.intro')}</p>
    ${tabs(view, t('console.proposals.status'), 'status', [
      ['', t('console.part.all')],
      ['draft', t('console.proposals.waiting'), waiting.louis + waiting.plsOwner],
      ['approved', t('console.proposals.approved')],
      ['rejected', t('console.proposals.rejected')],
      ['retired', t('console.proposals.retired')],
    ])}
    ${tabs(view, t('console.proposals.risk'), 'risk', [
      ['', t('console.proposals.any_risk')],
      ['low', t('risk.low')],
      ['medium', t('risk.medium')],
      ['high', t('risk.high')],
    ])}
    <div data-live-part="proposals">${
      items.length === 0
        ? empty(t('console.proposals.none'), t('console.proposals.none_note'))
        : rows(view, items)
    }</div>${pager(view, next)}`
  return layout(view, { title, section: 'proposals', live: true, body })
}

/** Everything that was or is to be decided, and the pages where that is done. */
export function proposalRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const filter = listQuery(c, { status: oneOf(STATUSES), risk: oneOf(['low', 'medium', 'high']) })
    return c.html(await listPage(ownView(c), filter))
  })
  app.route('/', decisionRoutes())
  return app
}
