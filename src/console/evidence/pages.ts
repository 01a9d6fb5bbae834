import { policyFacts } from '../../domain/policies/facts.ts'
import { EVIDENCE_LINK_TIME, HOUR } from '../../domain/rules.ts'
import { withScriptMark } from '../../line/cards/mixed-scripts.ts'
import { titleOf } from '../../line/cards/policy-words.ts'
import type { Words } from '../../words/words.ts'
import { html } from '../html.ts'
import { riskBadge, statusBadge } from '../parts/badges.ts'
import { actionName, approverName } from '../parts/policy-title.ts'
import { facts } from '../parts/table.ts'
import type { Closed, Opened } from './open-link.ts'

const STYLES = ['theme', 'base', 'parts', 'evidence']

function layout(words: Words, title: string, body: unknown) {
  return html`<!doctype html><html lang="${words.locale === 'en' ? 'en' : 'zh-Hant-TW'}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex"><title>${title}・Countersign</title>
    <link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
    ${[400, 500, 700].map((it) => html`<link rel="stylesheet" href="/console/assets/fonts/${it}.css">`)}
    ${STYLES.map((it) => html`<link rel="stylesheet" href="/console/assets/${it}.css">`)}</head>
    <body><main><p class="from">Countersign</p>${body}</main></body></html>`
}

function decideForms({ words, policy, mayDecide }: Opened, reason: string) {
  const { t } = words
  if (policy.status !== 'draft') {
    const decided =
      policy.decidedBy && policy.decidedAt
        ? html`<p>${t('console.evidence.decided_by', { who: policy.decidedBy, when: words.time(policy.decidedAt) })}</p>`
        : ''
    return html`<section class="panel"><p>${statusBadge(words, policy.status)}</p>${decided}${policy.reason ? html`<p>${policy.reason}</p>` : ''}</section>`
  }
  if (policy.noAnswerAt) return html`<p class="notice">${t('console.error.no_answer')}</p>`
  if (!mayDecide) {
    const who = approverName(words, policy.approvalRequiredBy)
    return html`<p class="notice">${t('console.evidence.not_yours', { who })}</p>`
  }
  // The two taps of a high risk are made in the chat, where LINE says who taps.
  if (policy.riskLevel === 'high') return html`<p class="notice">${t('console.evidence.high')}</p>`
  return html`<section class="panel decide"><form method="post"><input type="hidden" name="status" value="approved">
      <button class="primary">${t('button.approve')}</button></form>
    <form method="post"><input type="hidden" name="status" value="rejected">
      <label for="reason">${t('decided.reason')}</label><textarea id="reason" name="reason" rows="2" required maxlength="2000">${reason}</textarea>
      <button class="danger">${t('button.reject')}</button></form></section>`
}

/** What the card may have had to shorten. */
function detailsOf({ words, evidence }: Opened): [string, string][] {
  if (evidence === null) return []
  const { t } = words
  if ('phase' in evidence)
    return [
      [t('proposal.phase'), evidence.phase],
      [t('proposal.count'), t('console.part.times', { count: evidence.occurrences })],
      [t('proposal.workers'), new Intl.ListFormat(words.locale, { type: 'unit' }).format(evidence.workers)],
      [t('proposal.first'), words.time(evidence.firstAt)],
      [t('proposal.last'), words.time(evidence.lastAt)],
    ]
  return [
    [t('action_card.target'), withScriptMark(words, evidence.target)],
    [t('action_card.parameters'), evidence.parameters],
    [t('action_card.reason'), evidence.reason],
    [t('action_card.worker'), withScriptMark(words, evidence.workerId)],
    [t('action_card.job'), evidence.jobId],
  ]
}

/** Everything that the card could not hold, and the decision. `notice`: why a form changed nothing. */
export function evidencePage(opened: Opened, notice = '', reason = '') {
  const { words, policy, evidence } = opened
  const { t } = words
  const title = titleOf(words, policyFacts(policy))
  return layout(
    words,
    title,
    html`<h1>${title}</h1><p class="badges">${statusBadge(words, policy.status)}${riskBadge(words, policy.riskLevel)}</p>
    ${notice ? html`<p class="notice stop" role="alert">${notice}</p>` : ''}
    <section class="panel">${facts([
      [t('proposal.repair_action'), actionName(words, policy.allowedAction)],
      ...detailsOf(opened).map(([name, value]): [string, string] => [name, value || '–']),
      [t('proposal.key'), html`<code>${policy.policyKey}</code>`],
    ])}</section>
    <h2>${t('console.evidence.output')}</h2><pre tabindex="0" role="region" aria-label="${t('console.evidence.output')}">${evidence?.rawOutput ?? '–'}</pre>
    ${decideForms(opened, reason)}`,
  )
}

/** A link that shows nothing: why, and what to do. */
export function closedPage({ closed, words }: Closed) {
  const { t } = words
  const title = t(`console.evidence.${closed}`)
  const why = {
    expired: t('console.evidence.expired_why', { hours: EVIDENCE_LINK_TIME / HOUR }),
    forged: t('console.evidence.forged_why'),
    not_member: t('console.evidence.not_member_why'),
    gone: '',
  }[closed]
  const next = closed === 'not_member' ? '' : html`<p>${t('console.evidence.ask_again')}</p>`
  return layout(
    words,
    title,
    html`<section class="panel"><h1>${title}</h1>${why ? html`<p role="alert">${why}</p>` : ''}${next}</section>`,
  )
}

/** Something broke; what it was stands in the log beside the id. */
export function brokenPage(words: Words, sentence: string, requestId: string) {
  const { t } = words
  const title = t('console.evidence.broken')
  return layout(
    words,
    title,
    html`<section class="panel"><h1>${title}</h1><p role="alert">${sentence}</p>
      <p class="soft">${t('console.error.request')} <code>${requestId}</code></p></section>`,
  )
}
