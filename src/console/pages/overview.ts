import { Hono } from 'hono'
import { searchAudit } from '../../domain/audit/search.ts'
import { countEventsByDay } from '../../domain/events/count-by-day.ts'
import { findHalt } from '../../domain/halts/halt.ts'
import { readAtAGlance } from '../../domain/policies/at-a-glance.ts'
import { readWaiting } from '../../domain/policies/decisions.ts'
import { getScorecard } from '../../domain/scorecard/scorecard.ts'
import { loadCharts } from '../charts/load-charts.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { subjectLink, verbName } from '../parts/audit-words.ts'
import { doneNotice } from '../parts/notice.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { quotaNotice } from './line/quota-panel.ts'
import { glanceColumns } from './overview/glance.ts'
import { figures, roundStand } from './overview/round-stand.ts'

const LATEST = 8

async function haltBanner(view: OwnView) {
  const open = await findHalt(view.ctx)
  const { t } = view.words
  if (!open) return ''
  return html`<p class="notice stop" role="alert"><strong>${t('console.overview.halted', { reason: open.reason })}</strong>
    ${t('console.overview.halted_by', { who: open.haltedBy })}・${timeOf(view, open.haltedAt)}</p>`
}

async function latest(view: OwnView) {
  const { t } = view.words
  const { items } = await searchAudit(view.ctx, { limit: LATEST })
  return html`<section class="panel"><h2>${t('console.overview.latest')}</h2><ol class="log">${items.map(
    (it) =>
      html`<li>${verbName(view.words, it.verb)} <span class="soft">${it.actorName}</span> ${subjectLink(view, it.subject)} ${timeOf(view, it.at)}</li>`,
  )}</ol></section>`
}

/** The first page: what runs by itself, what needs whose approval, what is forbidden and what waits, without scrolling. */
export function overviewRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { ctx, services } = view
    const [card, glance, waiting, counts, banner, quota, log] = await Promise.all([
      getScorecard(ctx, {}),
      readAtAGlance(ctx),
      readWaiting(ctx),
      countEventsByDay(ctx, services.timeZone),
      haltBanner(view),
      quotaNotice(view),
      latest(view),
    ])
    const title = sectionName(view.words, 'overview')
    const { eventsByDay } = await loadCharts()
    const body = html`<div data-live-part="overview">${doneNotice(view)}${banner}${quota}
      ${roundStand(view, card)}${glanceColumns(view, glance, waiting)}
      ${figures(view, card)}
      <div class="two">${eventsByDay(view, counts, 460)}${log}</div></div>`
    return c.html(await layout(view, { title, section: 'overview', live: true, body }))
  })
  return app
}
