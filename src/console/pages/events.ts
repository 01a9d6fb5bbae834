import { Hono } from 'hono'
import { html } from 'hono/html'
import { EventType } from '../../contract.ts'
import { countEventsByDay, countEventsByWorker } from '../../domain/events/count-by-day.ts'
import { getEvent } from '../../domain/events/read.ts'
import { isUuid } from '../../domain/is-uuid.ts'
import { listEvents } from '../../domain/lists.ts'
import { eventsByDay, eventsByWorker } from '../charts/event-charts.ts'
import { layout, sectionName } from '../layout.ts'
import { badge } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { empty, pager } from '../parts/list.ts'
import { actionName } from '../parts/policy-title.ts'
import { listQuery, textField } from '../parts/query.ts'
import { rawOutput } from '../parts/raw-output.ts'
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

function filterForm(view: OwnView, chosen: Record<string, unknown>) {
  const { t } = view.words
  const text = (name: 'worker' | 'phase' | 'fingerprint') =>
    html`<div><label for="f-${name}">${t(`console.events.${name}`)}</label><input id="f-${name}" name="${name}" value="${chosen[name] ?? ''}" maxlength="200"></div>`
  return html`<form class="filter" method="get" role="search">
    <div><label for="f-type">${t('console.events.type')}</label><select id="f-type" name="type"><option value="">${t('console.part.all')}</option>${EventType.options.map(
      (it) =>
        html`<option value="${it}"${chosen.type === it ? html` selected` : ''}>${t(`eventType.${it}`)}</option>`,
    )}</select></div>
    ${text('worker')}${text('phase')}${text('fingerprint')}
    <div class="buttons"><button>${t('console.part.filter')}</button><a href="/console/events">${t('console.part.clear')}</a></div></form>`
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
          html`<a href="/console/events/${it.id}">${t(`eventType.${it.event_type}`)}</a>${it.is_friction ? html` ${badge('plain', t('console.events.friction'))}` : ''}`,
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
          html`<a href="/console/events?fingerprint=${it.fingerprint}"><code>${it.fingerprint.slice(0, 8)}</code></a>`,
      },
      { head: t('console.events.when'), cell: (it) => timeOf(view, it.occurred_at) },
    ],
    items,
  )
}

async function eventPage(view: OwnView, id: string) {
  const { t } = view.words
  const it = await getEvent(view.ctx, id)
  const title = t(`eventType.${it.eventType}`)
  const body = html`<p class="crumbs"><a href="/console/events">${t('console.nav.events')}</a></p><h1>${title}</h1>
    ${facts([
      [t('console.events.phase'), it.phase],
      [
        t('console.events.worker'),
        html`<a href="/console/events?worker=${encodeURIComponent(it.workerId)}">${it.workerId}</a>`,
      ],
      [t('console.events.action'), actionName(view.words, it.repairAction)],
      [t('console.events.when'), timeOf(view, it.occurredAt)],
      [t('console.events.job'), html`<a href="/console/jobs/${it.jobId}">${it.jobId}</a>`],
      [
        t('console.events.fingerprint'),
        html`<a href="/console/events?fingerprint=${it.fingerprint}">${it.fingerprint}</a>`,
      ],
      [t('console.events.friction'), t(it.isFriction ? 'console.part.yes' : 'console.part.no')],
      [t('console.events.pool'), it.pool],
      [t('console.events.reported_by'), it.reportedBy],
      [t('console.events.one'), copyable(view, t('console.events.one'), it.id, true)],
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
    const [{ items, next }, days, workers] = await Promise.all([
      listEvents(view.ctx, { limit, after, ...filter }),
      countEventsByDay(view.ctx, view.services.timeZone, filter),
      countEventsByWorker(view.ctx, filter),
    ])
    const title = sectionName(view.words, 'events')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.events.intro')}</p>${filterForm(view, chosen)}
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
