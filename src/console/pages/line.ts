import { Hono } from 'hono'
import { countDeliveries, type DeliveryRow, listDeliveries } from '../../domain/deliveries/list.ts'
import { resendDelivery } from '../../domain/deliveries/resend.ts'
import { listBlocked } from '../../domain/members/read.ts'
import type { Tell } from '../../domain/tell.ts'
import { lineTemplatesEn } from '../../words/en-console-messages.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { badge, type Tone } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { csrfField } from '../parts/csrf-field.ts'
import { deliveryNote } from '../parts/delivery-note.ts'
import { empty, pager, tabs } from '../parts/list.ts'
import { doneNotice } from '../parts/notice.ts'
import { listQuery, oneOf } from '../parts/query.ts'
import { table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'
import { quotaPanel } from './line/quota-panel.ts'

const TONES: Record<DeliveryRow['status'], Tone> = {
  pending: 'wait',
  held: 'wait',
  sent: 'good',
  dead: 'stop',
  settled: 'plain',
}
function what(view: OwnView, it: DeliveryRow) {
  const { t } = view.words
  // A kind without a name does not compile; what an older version owed may be of none.
  const isKnown = Object.hasOwn(lineTemplatesEn, it.template)
  return isKnown
    ? t(`console.line.template.${it.template as Tell['kind']}`)
    : t('console.line.template.other')
}

function resend(view: OwnView, it: DeliveryRow) {
  const { t } = view.words
  if (it.status !== 'dead' || it.isEmptied) return ''
  if (it.isResent) return html`<small>${t('console.line.resent')}</small>`
  if (view.member.role === 'pool_owner') return ''
  return html`<form method="post" action="/console/line/${it.id}/resend">${csrfField(view)}<button class="small">${t('console.line.resend')}</button></form>`
}

function via(view: OwnView, it: DeliveryRow) {
  if (it.sentVia === 'reply') return view.words.t('console.line.via_reply')
  return it.sentVia === 'push' ? view.words.t('console.line.via_push') : ''
}

/** With what it goes along, or until when it waits for what is similar. */
function along(view: OwnView, it: DeliveryRow) {
  const { t, time } = view.words
  if (it.carrier)
    return t(it.carrier.template === 'digest' ? 'console.line.in_digest' : 'console.line.together')
  const isGathered = it.status === 'pending' && it.dueAt !== null && it.dueAt > view.now
  return isGathered && it.dueAt ? t('console.line.gathered', { when: time(it.dueAt) }) : ''
}

/** How often LINE did not take it at first; nothing where it did. */
const retried = (view: OwnView, { attempts }: DeliveryRow) =>
  attempts === 0 ? '' : view.words.t('console.line.retried', { count: attempts })

/** Our number of it, and LINE's, for those who ask LINE about one. */
function numbers(view: OwnView, { id, lineRequestId }: DeliveryRow) {
  const { t } = view.words
  const theirs = t('console.line.request')
  return html`${copyable(view, t('console.line.number'), id)}${lineRequestId ? html`<br><small>LINE</small> ${copyable(view, theirs, lineRequestId)}` : ''}`
}

function rows(view: OwnView, items: DeliveryRow[]) {
  const { t } = view.words
  return table(
    sectionName(view.words, 'line'),
    [
      { head: t('console.line.what'), cell: (it) => what(view, it) },
      { head: t('console.line.to'), cell: (it) => it.member?.name ?? t('console.line.group') },
      {
        head: t('console.line.status'),
        cell: (it) =>
          html`${badge(TONES[it.status], t(`console.line.${it.status}`))} <small>${via(view, it)} ${along(view, it)} ${retried(view, it)}</small> ${resend(view, it)}`,
      },
      {
        head: t('console.line.remark'),
        cell: (it) => (it.lastError ? deliveryNote(view.words, it.lastError) : '–'),
        className: 'long',
      },
      { head: t('console.line.created'), cell: (it) => timeOf(view, it.createdAt) },
      { head: t('console.line.sent_at'), cell: (it) => timeOf(view, it.sentAt) },
      { head: t('console.line.number'), cell: (it) => numbers(view, it) },
    ],
    items,
  )
}

async function blockedPanel(view: OwnView) {
  const { t } = view.words
  const blocked = await listBlocked(view.ctx)
  return html`<section class="panel"><h2>${t('console.line.blocked')}</h2>${
    blocked.length === 0
      ? html`<p class="soft">${t('console.line.blocked_none')}</p>`
      : html`<ul class="plain">${blocked.map((it) => html`<li>${it.name}・${t(`role.${it.role}`)} ${timeOf(view, it.blockedAt)}</li>`)}</ul>`
  }</section>`
}

/** What we owe LINE, and how it fared, in LINE's own words. */
export function lineRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const filter = listQuery(c, { status: oneOf(['pending', 'held', 'sent', 'dead', 'settled']) })
    const [{ items, next }, counts, quota, blocked] = await Promise.all([
      listDeliveries(view.ctx, filter),
      countDeliveries(view.ctx),
      quotaPanel(view),
      blockedPanel(view),
    ])
    const title = sectionName(view.words, 'line')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.line.intro')}</p>${doneNotice(view)}
      <div class="two">${quota}${blocked}</div>
      ${tabs(view, t('console.line.status'), 'status', [
        ['', t('console.part.all')],
        ['pending', t('console.line.pending'), counts.pending],
        ['held', t('console.line.held'), counts.held],
        ['sent', t('console.line.sent'), counts.sent],
        ['dead', t('console.line.dead'), counts.dead],
        ['settled', t('console.line.settled'), counts.settled],
      ])}<div data-live-part="line">${
        items.length === 0 ? empty(t('console.line.none'), t('console.line.none_note')) : rows(view, items)
      }</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'line', live: true, body }))
  })
  app.post('/:id/resend', async (c) => {
    await resendDelivery(ownView(c).ctx, c.req.param('id'))
    return c.redirect('/console/line?done=resent', 303)
  })
  return app
}
