import { Hono } from 'hono'
import { EventType } from '../../contract.ts'
import { countEventsByDay, countEventsByWorker } from '../../domain/events/count-by-day.ts'
import { listKnown } from '../../domain/events/known.ts'
import { getEvent } from '../../domain/events/read.ts'
import { isUuid } from '../../domain/is-uuid.ts'
import { listEvents } from '../../domain/lists.ts'
import { listDecisionsOf } from '../../domain/policies/of-fingerprint.ts'
import { loadCharts } from '../charts/load-charts.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { badge, statusBadge } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { empty, pager } from '../parts/list.ts'
import { actionName, policyTitle } from '../parts/policy-title.ts'
import { listQuery, textField } from '../parts/query.ts'
import { rawOutput } from '../parts/raw-output.ts'
import { sentenceCase } from '../parts/sentence-case.ts'
import { facts, table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'

type Row = Awaited<ReturnType<typeof listEvents>>['items'][number]
const SHAPE = {
  type: EventType.optional().catch(undefined),
  worker: textField,
  phase: textField,
  fingerprint: textField,
  job: textField,
}

type Known = Awaited<ReturnType<typeof listKnown>>

function filterForm(view: OwnView, chosen: Record<string, unknown>, known: Known) {
  const { t } = view.words
  const text = (name: 'worker' | 'phase' | 'fingerprint', values: string[] = []) =>
    html`<div><label for="f-${name}">${t(`console.events.${name}`)}</label><input id="f-${name}" name="${name}" value="${chosen[name] ?? ''}" maxlength="200" list="known-${name}"><datalist id="known-${name}">${values.map((it) => html`<option value="${it}"></option>`)}</datalist></div>`
  return html`<form class="filter" method="get" role="search">
    <div><label for="f-type">${t('console.events.type')}</label><select id="f-type" name="type"><option value="">${t('console.part.all')}</option>${EventType.options.map(
      (it) =>
        html`<option value="${it}"${chosen.type === it ? html` selected` : ''}>${t(`eventType.${it}`)}</option>`,
    )}</select></div>
    ${text('worker', known.workers)}${text('phase', known.phases)}${text('fingerprint')}
    <div class="buttons"><button>${t('console.part.filter')}</button>${Object.values(chosen).some(Boolean) ? html`<a href="/console/events">${t('console.part.clear')}</a>` : ''}</div></form>
    ${chosen.job ? html`<p class="badges">${t('console.events.job')} ${copyable(view, t('console.events.job'), String(chosen.job), { whole: true, href: `/console/jobs/${chosen.job}` })}</p>` : ''}`
}

function rows(view: OwnView, items: Row[]) {
  const { words } = view
  const { t } = words
  return table(
    sectionName(words, 'events'),
    [
      {
        head: t('console.events.type'),
        cell: (it) =>
          html`<a href="/console/events/${it.id}">${sentenceCase(t(`eventType.${it.event_type}`))}</a>${it.is_friction ? html` ${badge('plain', t('console.events.friction'))}` : ''}`,
      },
      { head: t('console.events.phase'), cell: (it) => it.phase },
      { head: t('console.events.worker'), cell: (it) => it.worker_id },
      {
        head: t('console.events.action'),
        cell: (it) => actionName(words, it.repair_action),
        className: 'long',
      },
      {
        head: t('console.events.fingerprint'),
        cell: (it) =>
          copyable(view, t('console.events.fingerprint'), it.fingerprint, {
            href: `/console/events?fingerprint=${it.fingerprint}`,
          }),
      },
      { head: t('console.events.when'), cell: (it) => timeOf(view, it.occurred_at) },
    ],
    items,
  )
}

async function eventPage(view: OwnView, id: string) {
  const { t } = view.words
  const it = await getEvent(view.ctx, id)
  const title = sentenceCase(t(`eventType.${it.eventType}`))
  const decisions = await listDecisionsOf(view.ctx, it.fingerprint)
  const whole = true
  const body = html`<p class="crumbs"><a href="/console/events">${t('console.nav.events')}</a></p><h1>${title}</h1>
    ${facts([
      [t('console.events.phase'), it.phase],
      [
        t('console.events.worker'),
        html`<a href="/console/events?worker=${encodeURIComponent(it.workerId)}">${it.workerId}</a>`,
      ],
      [t('console.events.action'), actionName(view.words, it.repairAction)],
      [t('console.events.when'), timeOf(view, it.occurredAt)],
      [
        t('console.events.job'),
        copyable(view, t('console.events.job'), it.jobId, { whole, href: `/console/jobs/${it.jobId}` }),
      ],
      [
        t('console.events.fingerprint'),
        copyable(view, t('console.events.fingerprint'), it.fingerprint, {
          whole,
          href: `/console/events?fingerprint=${it.fingerprint}`,
        }),
      ],
      [
        t('console.nav.proposals'),
        decisions.length > 0
          ? html`<ul>${decisions.map((one) => html`<li><a href="/console/proposals/${one.id}">${policyTitle(view.words, one)}</a> ${statusBadge(view.words, one.status)}</li>`)}</ul>`
          : '',
      ],
      [t('console.events.friction'), t(it.isFriction ? 'console.part.yes' : 'console.part.no')],
      [t('console.events.pool'), it.pool],
      [t('console.events.reported_by'), it.reportedBy],
      [t('console.events.one'), copyable(view, t('console.events.one'), it.id, { whole: true })],
    ])}<h2>${t('console.part.raw')}</h2>${rawOutput(view, it.rawCommandOutput)}`
  return layout(view, { title, section: 'events', body })
}

/** Repair events: filters, charts, and each event whole. */
export function eventRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const { limit, after, ...chosen } = listQuery(c, SHAPE)
    const filter = {
      event_type: chosen.type,
      worker_id: chosen.worker,
      phase: chosen.phase,
      fingerprint: chosen.fingerprint,
      job_id: chosen.job && isUuid(chosen.job) ? chosen.job : undefined,
    }
    const [{ items, next }, days, workers, known] = await Promise.all([
      listEvents(view.ctx, { limit, after, ...filter }),
      countEventsByDay(view.ctx, view.services.timeZone, filter),
      countEventsByWorker(view.ctx, filter),
      listKnown(view.ctx),
    ])
    const { eventsByDay, eventsByWorker } = await loadCharts()
    const title = sectionName(view.words, 'events')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.events.intro')}</p>${filterForm(view, chosen, known)}
      <div data-live-part="events">${
        items.length === 0
          ? empty(t('console.events.none'), t('console.events.none_note'))
          : html`${after ? '' : html`<div class="two wide-left">${eventsByDay(view, days)}${eventsByWorker(view, workers)}</div>`}${rows(view, items)}`
      }</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'events', live: true, body }))
  })
  app.get('/:id', async (c) => c.html(await eventPage(ownView(c), c.req.param('id'))))
  return app
}
