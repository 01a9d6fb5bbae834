import { withScriptMark } from '../../../line/cards/mixed-scripts.ts'
import { html } from '../../html.ts'
import { verbName } from '../../parts/audit-words.ts'
import { riskBadge, statusBadge } from '../../parts/badges.ts'
import { copyable } from '../../parts/copy.ts'
import { actionName, approverName, policyTitle } from '../../parts/policy-title.ts'
import { rawOutput } from '../../parts/raw-output.ts'
import { facts } from '../../parts/table.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'
import type { Proposal } from './read-proposal.ts'

function evidenceFacts(view: OwnView, { evidence }: Proposal): [string, unknown][] {
  if (!evidence) return []
  const { t } = view.words
  return [
    [t('proposal.phase'), evidence.phase],
    [t('proposal.count'), t('console.part.times', { count: evidence.occurrences })],
    [
      t('proposal.workers'),
      new Intl.ListFormat(view.words.locale, { type: 'unit' }).format(evidence.workers),
    ],
    [t('proposal.first'), timeOf(view, evidence.firstAt)],
    [t('proposal.last'), timeOf(view, evidence.lastAt)],
  ]
}

/** What exactly would run, or be done from now on. */
export function actionFacts(view: OwnView, proposal: Proposal): Html {
  const { t } = view.words
  const { action, policy } = proposal
  return facts([
    [t('proposal.repair_action'), actionName(view.words, policy.allowedAction)],
    [t('action_card.target'), action && withScriptMark(view.words, action.target)],
    [
      t('action_card.parameters'),
      action?.parameters ? html`<pre class="inline">${action.parameters}</pre>` : '',
    ],
    [t('action_card.reason'), action?.reason],
    [t('action_card.worker'), action && withScriptMark(view.words, action.workerId)],
    [
      t('action_card.job'),
      action
        ? copyable(view, t('action_card.job'), action.jobId, {
            whole: true,
            href: `/console/jobs/${action.jobId}`,
          })
        : '',
    ],
    ...evidenceFacts(view, proposal),
  ])
}

function policyFactsList(view: OwnView, { policy, timeline: entries }: Proposal) {
  const { t } = view.words
  return facts([
    [t('console.matrix.approver'), approverName(view.words, policy.approvalRequiredBy)],
    [t('console.proposals.requested_by'), entries.at(-1)?.actorName ?? policy.requestedBy],
    [t('console.proposals.opened'), timeOf(view, policy.createdAt)],
    policy.status === 'draft'
      ? [t('console.proposals.until'), timeOf(view, policy.answerBy)]
      : [t('console.proposals.decided'), html`${policy.decidedBy} ${timeOf(view, policy.decidedAt)}`],
    [t('console.decide.reason'), policy.reason],
    [t('console.proposals.version'), policy.version],
    [
      t('console.proposals.key'),
      copyable(view, t('console.proposals.key'), policy.policyKey, { whole: true }),
    ],
    ['ID', copyable(view, 'ID', policy.id, { whole: true })],
  ])
}

/** The question of the ask, in its own words; other decisions have none. */
function question(view: OwnView, { policy }: Proposal) {
  const names: Record<string, 'q1' | 'q2' | 'q3'> = {
    'ask:retry_once_on_fetch_failed': 'q1',
    'ask:proposal_after_two_errors': 'q2',
    'ask:approval_matrix': 'q3',
  }
  const name = names[policy.policyKey]
  if (!name) return ''
  const { t } = view.words
  return html`<p class="intro">${t(`ask.${name}.question`)} ${t(`ask.${name}.why`)}</p>`
}

function timeline(view: OwnView, { timeline: entries }: Proposal) {
  const { t } = view.words
  return html`<section class="panel"><h2>${t('console.proposals.timeline')}</h2><ol class="timeline">${entries.map(
    (it) =>
      html`<li><p><strong>${verbName(view.words, it.verb)}</strong> ${it.actorName} ${timeOf(view, it.at)}</p>${it.reason ? html`<p class="soft">${it.reason}</p>` : ''}</li>`,
  )}</ol></section>`
}

function cards(view: OwnView, { cards: sent }: Proposal) {
  const { t } = view.words
  return html`<section class="panel"><h2>${t('console.proposals.cards')}</h2>${
    sent.length === 0
      ? html`<p class="soft">${t('console.proposals.cards_none')}</p>`
      : html`<ul class="plain">${sent.map(
          (it) =>
            html`<li>${it.member?.name ?? t('console.line.group')}・${t(`console.line.${it.status}`)} ${timeOf(view, it.sentAt ?? it.createdAt)}</li>`,
        )}</ul>`
  }</section>`
}

/** Which events are the evidence: the fingerprint stands at the end of a repair's key. */
function sameErrors(view: OwnView, { policy, evidence }: Proposal) {
  const fingerprint = policy.policyKey.split(':').at(-1) ?? ''
  if (!evidence || !/^[0-9a-f]{16}$/.test(fingerprint)) return ''
  return html`<p><a href="/console/events?fingerprint=${fingerprint}">${view.words.t('console.proposals.same_errors')}</a></p>`
}

/** All about one decision; `forms` is what can be done about it. */
export function proposalBody(view: OwnView, proposal: Proposal, notice: unknown, forms: unknown): Html {
  const { words } = view
  const { t } = words
  const { policy, evidence, action } = proposal
  const raw = evidence?.rawOutput ?? action?.rawOutput
  return html`<p class="crumbs"><a href="/console/proposals">${t('console.nav.proposals')}</a></p>
    <h1>${policyTitle(words, policy)}</h1>
    <p class="badges">${policy.noAnswerAt && policy.status === 'draft' ? html`<span class="badge plain">${t('console.proposals.no_answer')}</span>` : statusBadge(words, policy.status)}${riskBadge(words, policy.riskLevel)}</p>
    ${notice}${question(view, proposal)}
    <div class="two wide-left"><div><section class="panel"><h2>${t('console.proposals.facts')}</h2>${actionFacts(view, proposal)}</section>
      <section class="panel"><h2>${t('proposal.evidence')}</h2>${raw ? rawOutput(view, raw) : html`<p class="soft">${t('console.proposals.no_evidence')}</p>`}${sameErrors(view, proposal)}</section></div>
    <div>${forms}<section class="panel">${policyFactsList(view, proposal)}</section>${timeline(view, proposal)}${cards(view, proposal)}</div></div>`
}
