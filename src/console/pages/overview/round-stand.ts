import type { Scorecard } from '../../../domain/scorecard/scorecard.ts'
import { html } from '../../html.ts'
import { badge, type Tone } from '../../parts/badges.ts'
import { duration } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'

const STAGES = ['D1', 'D7', 'D14', 'D30'] as const
const TONES: Record<Scorecard['adoption']['verdict'], Tone> = {
  sufficient: 'good',
  worker_adoption_insufficient: 'stop',
  pending: 'wait',
}

function stages(view: OwnView, phase: (typeof STAGES)[number] | undefined) {
  const { t } = view.words
  const now = phase ? STAGES.indexOf(phase) : -1
  return html`<ol class="stages" aria-label="${t('console.overview.stage')}">${STAGES.map((it, n) => {
    const state = now === -1 || n > now ? 'next' : n < now ? 'done' : 'now'
    return html`<li class="${state}"${state === 'now' ? html` aria-current="step"` : ''}><strong>${it}</strong>
      <span>${t(`console.overview.${it.toLowerCase() as 'd1'}`)}</span><em class="visually-hidden">${t(`console.overview.stage_${state}`)}</em></li>`
  })}</ol>`
}

function criteria(view: OwnView, { adoption }: Scorecard) {
  const { t } = view.words
  return html`<ul class="criteria" aria-label="${t('console.overview.criteria')}">${adoption.criteria.map(
    (
      it,
    ) => html`<li class="${it.met ? 'met' : 'unmet'}"><span class="mark" aria-hidden="true">${it.met ? '✓' : ''}</span>
      <span class="what">${t(`console.criterion.${it.key}`)}</span>
      <span class="far">${t('console.overview.progress', { actual: it.actual, required: it.required })}<em class="visually-hidden">${t(it.met ? 'console.overview.met' : 'console.overview.unmet')}</em></span></li>`,
  )}</ul>`
}

/** Where the round stands: its day, its stage, and the five things that adoption needs. */
export function roundStand(view: OwnView, card: Scorecard): Html {
  const { t } = view.words
  const { round, adoption } = card
  const title = round ? round.topic : t('console.overview.no_round')
  return html`<section class="round"><div class="round-head"><h1>${title}</h1>
      ${round ? html`<p><span class="day">${t('console.overview.day', { day: round.day })}</span>${badge(TONES[adoption.verdict], t(`console.overview.verdict.${adoption.verdict}`))}</p>` : ''}</div>
    ${stages(view, round?.phase)}${criteria(view, card)}</section>`
}

/** The scorecard's numbers, below the first screen. */
export function figures(view: OwnView, card: Scorecard): Html {
  const { t, locale } = view.words
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const { retries, gates, proposals, high_risk: high } = card
  const rows: [string, string][] = [
    [t('console.overview.events'), String(card.events.total)],
    [
      t('console.overview.recovery'),
      retries.recovery_rate === null ? '–' : percent.format(retries.recovery_rate),
    ],
    [t('console.overview.decisions_median'), duration(locale, proposals.median_decision_seconds)],
    [t('console.overview.gates'), `${gates.passed}/${gates.checked}`],
    [t('console.overview.high_risk'), `${high.executed}/${high.requested}`],
  ]
  return html`<dl class="figures">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
