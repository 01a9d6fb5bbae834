import { Hono } from 'hono'
import type { GateResult } from '../../db/generated/client.ts'
import { listGateChecks } from '../../domain/lists.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { badge, type Tone } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { gateReason } from '../parts/gate-reasons.ts'
import { empty, pager, tabs } from '../parts/list.ts'
import { listQuery, oneOf } from '../parts/query.ts'
import { sentenceCase } from '../parts/sentence-case.ts'
import { table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'

type Row = Awaited<ReturnType<typeof listGateChecks>>['items'][number]
const TONES: Record<GateResult, Tone> = { pass: 'good', fail: 'stop', retry_needed: 'wait' }

export const gateBadge = (view: OwnView, result: GateResult) =>
  badge(TONES[result], view.words.t(`console.gates.${result}`))

/** Gate checks with what speaks against them. An address is text: nobody is sent to what a worker wrote. */
export function gatesTable(view: OwnView, items: Row[]) {
  const { t } = view.words
  return table(
    sectionName(view.words, 'gates'),
    [
      { head: t('console.gates.result'), cell: (it) => gateBadge(view, it.result) },
      {
        head: t('console.gates.url'),
        cell: (it) => html`<code class="url">${it.primary_artifact_url}</code>`,
        className: 'long',
      },
      { head: t('console.gates.http'), cell: (it) => it.http_status },
      { head: t('console.gates.files'), cell: (it) => it.upload_files_count },
      {
        head: t('console.gates.reasons'),
        cell: (it) =>
          it.reasons.length > 0
            ? it.reasons.map((one) => gateReason(view.words, one)).join(t('console.part.and'))
            : '–',
        className: 'long',
      },
      {
        head: t('console.events.job'),
        cell: (it) =>
          copyable(view, t('console.events.job'), it.job_id, { href: `/console/jobs/${it.job_id}` }),
      },
      { head: t('console.gates.when'), cell: (it) => timeOf(view, it.checked_at) },
    ],
    items,
  )
}

/** Every check of an artifact, newest first. */
export function gateRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const filter = listQuery(c, { result: oneOf(['pass', 'fail', 'retry_needed']) })
    const { items, next } = await listGateChecks(view.ctx, filter)
    const title = sectionName(view.words, 'gates')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.gates.intro')}</p>
      ${tabs(view, t('console.gates.result'), 'result', [
        ['', t('console.part.all')],
        ['pass', sentenceCase(t('console.gates.pass'))],
        ['retry_needed', sentenceCase(t('console.gates.retry_needed'))],
        ['fail', sentenceCase(t('console.gates.fail'))],
      ])}<div data-live-part="gates">${
        items.length === 0
          ? empty(t('console.gates.none'), t('console.gates.none_note'))
          : gatesTable(view, items)
      }</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'gates', live: true, body }))
  })
  return app
}
