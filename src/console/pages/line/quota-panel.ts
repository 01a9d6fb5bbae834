import { countHeld, type Held } from '../../../domain/deliveries/held.ts'
import { html } from '../../html.ts'
import type { Html, OwnView } from '../../view.ts'
import { type Quota, readQuota } from './quota.ts'

/** What waits because of the quota; high risk first, since nobody was told of it in LINE. */
function heldLines(view: OwnView, { held, highRisk }: Held) {
  const { t } = view.words
  if (held === 0) return ''
  const waiting = html`<p><a href="/console/line?status=held">${t('console.line.held_count', { count: held })}</a></p>`
  if (highRisk === 0) return waiting
  return html`<p class="notice stop" role="alert">${t('console.line.high_risk_waiting', { count: highRisk })}</p>${waiting}`
}

function used(view: OwnView, { limit, used, forecast }: Quota) {
  const { t } = view.words
  const of =
    limit === null
      ? html`<p>${t('console.line.quota_used', { used })}・${t('console.line.quota_none')}</p>`
      : html`<p>${t('console.line.quota_of', { used, limit })}</p><meter min="0" max="${limit}" high="${limit * 0.8}" value="${used}" aria-label="${t('console.line.quota')}"></meter>`
  return html`${of}<p class="soft">${t('console.line.forecast', { count: forecast })}</p>`
}

/** How far the month's messages reach, and what waits for them. */
export async function quotaPanel(view: OwnView): Promise<Html> {
  const { t } = view.words
  const [quota, held] = await Promise.all([readQuota(view.services), countHeld(view.ctx.db)])
  const state =
    quota && quota.state !== 'unknown' ? html`<p>${t(`console.line.state.${quota.state}`)}</p>` : ''
  return html`<section class="panel"><h2>${t('console.line.quota')}</h2>
    ${quota ? used(view, quota) : html`<p>${t('console.line.quota_away')}</p>`}${state}${heldLines(view, held)}</section>`
}

/** For the first page: nothing while the month has messages enough. */
export async function quotaNotice(view: OwnView): Promise<Html | string> {
  const { t } = view.words
  const [quota, held] = await Promise.all([readQuota(view.services), countHeld(view.ctx.db)])
  const state = quota?.state ?? 'unknown'
  if (held.held === 0 && (state === 'ok' || state === 'unknown')) return ''
  const words = state === 'unknown' ? '' : t(`console.line.state.${state}`)
  const link = html`<a href="/console/line?status=held">${t('console.line.held_count', { count: held.held })}</a>`
  return held.highRisk > 0
    ? html`<p class="notice stop" role="alert"><strong>${t('console.line.high_risk_waiting', { count: held.highRisk })}</strong> ${words} ${link}</p>`
    : html`<p class="notice">${words} ${held.held > 0 ? link : ''}</p>`
}
