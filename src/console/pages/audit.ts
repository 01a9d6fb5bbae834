import { Hono } from 'hono'
import type { AuditEntry } from '../../db/generated/client.ts'
import { searchAudit } from '../../domain/audit/search.ts'
import { type AuditVerdict, verifyAudit } from '../../domain/audit/verify.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { subjectLink, verbName } from '../parts/audit-words.ts'
import { copyable } from '../parts/copy.ts'
import { csrfField } from '../parts/csrf-field.ts'
import { empty, pager } from '../parts/list.ts'
import { listQuery, textField } from '../parts/query.ts'
import { rawOutput } from '../parts/raw-output.ts'
import { exact, timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'

const shown = (value: unknown) =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

/** Fields of both states, those that changed first. */
function differences(it: AuditEntry): { name: string; old: string; now: string; changed: boolean }[] {
  const before = (it.oldState ?? {}) as Record<string, unknown>
  const after = (it.newState ?? {}) as Record<string, unknown>
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .map((name) => ({ name, old: shown(before[name]), now: shown(after[name]) }))
    .map((row) => ({ ...row, changed: row.old !== row.now }))
    .sort((a, b) => Number(b.changed) - Number(a.changed))
}

function sideBySide(view: OwnView, it: AuditEntry) {
  const { t } = view.words
  const rows = differences(it)
  if (rows.length === 0) return html`<p class="soft">${t('console.audit.nothing')}</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('console.audit.show')} ${it.seq}"><table class="diff"><thead><tr><th scope="col">${t('console.audit.field')}</th><th scope="col">${t('console.audit.old')}</th><th scope="col">${t('console.audit.new')}</th></tr></thead>
    <tbody>${rows.map(
      (row) =>
        html`<tr class="${row.changed ? 'changed' : ''}"><th scope="row">${row.name}${row.changed ? html`<em class="visually-hidden"> ${t('console.audit.changed')}</em>` : ''}</th><td class="${row.old === '–' ? '' : 'old'}">${row.old}</td><td class="${row.now === '–' ? '' : 'now'}">${row.now}</td></tr>`,
    )}</tbody></table></div>`
}

function entry(view: OwnView, it: AuditEntry) {
  const { t } = view.words
  return html`<li class="panel entry"><p class="line"><span class="seq">${it.seq}</span> <span class="verb" title="${it.verb}">${verbName(view.words, it.verb)}</span> <strong>${it.actorName}</strong>
      ${subjectLink(view, it.subject)} ${timeOf(view, it.at)}</p>
    ${it.reason ? html`<p>${it.reason}</p>` : ''}
    <details><summary>${t('console.audit.show')} <span class="visually-hidden">${it.seq}</span></summary>${sideBySide(view, it)}${rawOutput(view, it.rawCommandOutput)}
    <p class="soft">${exact(view, it.at)}・<code>${it.verb}</code>・${t('console.audit.who')} ${copyable(view, t('console.audit.who'), it.actor, { whole: true })}・${t('console.audit.hash')} ${copyable(view, t('console.audit.hash'), it.hash)}・${t('console.audit.prev')} ${copyable(view, t('console.audit.prev'), it.prevHash)}</p></details></li>`
}

function verdict(view: OwnView, it: AuditVerdict) {
  const { t } = view.words
  if (!it.ok)
    return html`<p class="notice stop" role="alert">${t('console.audit.broken', { seq: it.broken.seq, why: it.broken.why })}</p>`
  return html`<div class="notice good" role="status"><p><strong>${t('console.audit.verified', { count: it.entries })}</strong></p>
    <p>${t('console.audit.head')}：${copyable(view, t('console.audit.hash'), it.head, { whole: true })}</p></div>`
}

async function auditPage(
  view: OwnView,
  asked: { q?: string; subject?: string; limit: number },
  after: string | undefined,
  found: AuditVerdict | null,
) {
  const { t } = view.words
  const { items, next } = await searchAudit(view.ctx, { ...asked, after })
  const title = sectionName(view.words, 'audit')
  const body = html`<h1>${title}</h1><p class="intro">${t('console.audit.intro')}</p>${found ? verdict(view, found) : ''}
    <div class="toolbar"><form class="filter" method="get" role="search" action="/console/audit"><div class="grow"><label for="f-q">${t('console.audit.q')}</label><input id="f-q" type="search" name="q" value="${asked.q ?? ''}" maxlength="200"></div>
      <div class="buttons"><button>${t('console.part.search')}</button>${asked.q || asked.subject ? html`<a href="/console/audit">${t('console.part.clear')}</a>` : ''}</div></form>
    <form method="post" action="/console/audit/verify">${csrfField(view)}<button class="primary">${t('console.audit.verify')}</button></form></div>
    ${asked.subject ? html`<p class="soft">${t('console.audit.subject')} ${copyable(view, t('console.audit.subject'), asked.subject, { whole: true })}</p>` : ''}
    ${items.length === 0 ? empty(t('console.audit.none'), t('console.audit.none_note')) : html`<ol class="entries">${items.map((it) => entry(view, it))}</ol>`}${pager(view, next)}`
  return layout(view, { title, section: 'audit', body })
}

/** The audit log: search, both states side by side, and the proof that nothing was changed. */
export function auditRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const read = { q: textField, subject: textField }
  app.get('/', async (c) => {
    const { limit, q, subject } = listQuery(c, read)
    const after = c.req.query('after')?.match(/^\d{1,18}$/)?.[0]
    return c.html(await auditPage(ownView(c), { limit, q, subject }, after, null))
  })
  app.post('/verify', async (c) => {
    const view = { ...ownView(c), here: '/console/audit' }
    const { limit } = listQuery(c, read)
    return c.html(await auditPage(view, { limit }, undefined, await verifyAudit(view.ctx)))
  })
  app.get('/verify', (c) => c.redirect('/console/audit', 302))
  return app
}
