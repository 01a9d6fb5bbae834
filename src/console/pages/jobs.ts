import { Hono } from 'hono'
import { isUuid } from '../../domain/is-uuid.ts'
import { listJobs } from '../../domain/jobs/list.ts'
import { getJob } from '../../domain/jobs/show.ts'
import { listGateChecks } from '../../domain/lists.ts'
import { AppError } from '../../errors.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { badge, type Tone } from '../parts/badges.ts'
import { bytes } from '../parts/bytes.ts'
import { copyable } from '../parts/copy.ts'
import { empty, pager, tabs } from '../parts/list.ts'
import { listQuery, oneOf } from '../parts/query.ts'
import { sentenceCase } from '../parts/sentence-case.ts'
import { facts, table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { gateBadge, gatesTable } from './gates.ts'

const STATUSES = ['open', 'claimed', 'completed'] as const
const TONES: Record<(typeof STATUSES)[number], Tone> = { open: 'plain', claimed: 'wait', completed: 'good' }
type Row = Awaited<ReturnType<typeof listJobs>>['items'][number]

const statusOf = (view: OwnView, status: (typeof STATUSES)[number]) =>
  badge(TONES[status], view.words.t(`console.jobs.${status}`))

function lease(view: OwnView, it: { status: string; leaseUntil: Date | null }) {
  if (it.status !== 'claimed' || !it.leaseUntil) return '–'
  const isOver = it.leaseUntil <= view.now
  return html`${timeOf(view, it.leaseUntil)}${isOver ? html` ${badge('stop', view.words.t('console.jobs.lease_over'))}` : ''}`
}

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso))

function rows(view: OwnView, items: Row[]) {
  const { t } = view.words
  return table(
    sectionName(view.words, 'jobs'),
    [
      {
        head: t('console.jobs.title'),
        cell: (it) => html`<a href="/console/jobs/${it.id}">${it.title}</a>`,
        className: 'long',
      },
      { head: t('console.jobs.status'), cell: (it) => statusOf(view, it.status) },
      { head: t('console.events.worker'), cell: (it) => it.workerId ?? '–' },
      { head: t('console.jobs.lease'), cell: (it) => lease(view, it) },
      { head: t('console.jobs.gate'), cell: (it) => (it.gate ? gateBadge(view, it.gate) : '–') },
      { head: t('console.events.pool'), cell: (it) => it.pool },
      { head: t('console.jobs.created'), cell: (it) => timeOf(view, it.createdAt) },
      {
        head: t('console.events.job'),
        cell: (it) => copyable(view, t('console.events.job'), it.id),
        className: 'short',
      },
    ],
    items,
  )
}

function history(view: OwnView, job: Awaited<ReturnType<typeof getJob>>) {
  const { t, locale } = view.words
  return html`<h2>${t('console.jobs.progress')}</h2>${
    job.progress.length === 0
      ? html`<p class="soft">${t('console.jobs.progress_none')}</p>`
      : html`<ol class="timeline">${job.progress.map((it) => html`<li><p>${it.worker_id} ${timeOf(view, it.at)}</p><p>${it.note}</p></li>`)}</ol>`
  }<h2>${t('console.jobs.artifacts')}</h2>${
    job.artifacts.length === 0
      ? html`<p class="soft">${t('console.jobs.artifacts_none')}</p>`
      : table(
          t('console.jobs.artifacts'),
          [
            { head: t('console.jobs.file'), cell: (it) => it.name, className: 'long' },
            { head: t('console.jobs.size'), cell: (it) => bytes(locale, it.size) },
            { head: 'SHA-256', cell: (it) => copyable(view, 'SHA-256', it.sha256) },
            { head: t('console.events.worker'), cell: (it) => it.worker_id },
            { head: t('console.jobs.uploaded'), cell: (it) => timeOf(view, it.at) },
          ],
          job.artifacts,
        )
  }`
}

async function jobPage(view: OwnView, id: string) {
  const { t } = view.words
  if (!isUuid(id)) throw new AppError('not-found', `There is no job ${id}.`)
  const job = await getJob(view.ctx, id)
  const gates = await listGateChecks(view.ctx, { limit: 10, job_id: id })
  const body = html`<p class="crumbs"><a href="/console/jobs">${t('console.nav.jobs')}</a></p><h1>${job.title}</h1>
    <p class="badges">${statusOf(view, job.status)}${job.gate ? gateBadge(view, job.gate.result) : ''}</p>
    ${facts([
      [
        t('console.events.worker'),
        job.worker_id &&
          html`<a href="/console/events?worker=${encodeURIComponent(job.worker_id)}">${job.worker_id}</a>`,
      ],
      [
        t('console.jobs.lease'),
        job.status === 'claimed'
          ? lease(view, { status: 'claimed', leaseUntil: dateOf(job.lease_until) })
          : '',
      ],
      [t('console.jobs.created'), timeOf(view, job.created_at)],
      [t('console.jobs.completed_at'), job.completed_at ? timeOf(view, job.completed_at) : ''],
      [t('console.events.pool'), job.pool],
      [t('console.events.job'), copyable(view, t('console.events.job'), job.job_id, { whole: true })],
      [
        t('console.nav.events'),
        html`<a href="/console/events?job=${job.job_id}">${t('console.part.open')}</a>`,
      ],
    ])}${history(view, job)}<h2>${t('console.jobs.checks')}</h2>${
      gates.items.length === 0
        ? html`<p class="soft">${t('console.gates.none')}</p>`
        : gatesTable(view, gates.items)
    }`
  return layout(view, { title: job.title, section: 'jobs', body })
}

/** Jobs, with lease, progress, files and gate. */
export function jobRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const { items, next } = await listJobs(view.ctx, listQuery(c, { status: oneOf(STATUSES) }))
    const title = sectionName(view.words, 'jobs')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.jobs.intro')}</p>
      ${tabs(view, t('console.jobs.status'), 'status', [
        ['', t('console.part.all')],
        ['open', sentenceCase(t('console.jobs.open'))],
        ['claimed', sentenceCase(t('console.jobs.claimed'))],
        ['completed', sentenceCase(t('console.jobs.completed'))],
      ])}<div data-live-part="jobs">${
        items.length === 0 ? empty(t('console.jobs.none'), t('console.jobs.none_note')) : rows(view, items)
      }</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'jobs', live: true, body }))
  })
  app.get('/:id', async (c) => c.html(await jobPage(ownView(c), c.req.param('id'))))
  return app
}
