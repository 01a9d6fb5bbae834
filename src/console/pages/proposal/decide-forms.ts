import { GRANT_TIME, MINUTE } from '../../../domain/rules.ts'
import { readyReasons } from '../../../line/cards/reasons.ts'
import type { Phrase } from '../../../words/words.ts'
import { html } from '../../html.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { actionName, approverName } from '../../parts/policy-title.ts'
import { timeOf } from '../../parts/time.ts'
import type { Html, OwnView } from '../../view.ts'
import { actionFacts } from './proposal-page.ts'
import type { Proposal } from './read-proposal.ts'

function refused(view: OwnView, { policy, mayNotDecide }: Proposal) {
  const { t } = view.words
  if (mayNotDecide?.code === 'own-request') return html`<p>${t('console.decide.own')}</p>`
  return html`<p>${t('console.decide.not_yours', { who: approverName(view.words, policy.approvalRequiredBy) })}</p>`
}

const version = ({ policy }: Proposal) => html`<input type="hidden" name="version" value="${policy.version}">`

function draftForms(view: OwnView, proposal: Proposal) {
  const { t } = view.words
  const { policy } = proposal
  return html`<form method="post" action="/console/proposals/${policy.id}/approve">${csrfField(view)}${version(proposal)}
      <button class="primary">${t('button.approve')}</button></form>
    <form method="post" action="/console/proposals/${policy.id}/reject" class="reject">${csrfField(view)}${version(proposal)}
      <label for="reason">${t('console.decide.reject_needs')}</label><textarea id="reason" name="reason" rows="2" required maxlength="2000" list="reasons" aria-describedby="reason-hint"></textarea>
      <p class="soft" id="reason-hint">${t('console.decide.reason_hint')}</p>
      <div class="buttons"><button class="danger">${t('button.reject')}</button></div></form>
    <div class="ready">${readyReasons(policy.policyKey).map(
      (
        phrase,
      ) => html`<form method="post" action="/console/proposals/${policy.id}/reject">${csrfField(view)}${version(proposal)}
        <button class="small" name="reason" value="${t(phrase as Phrase)}">${t('button.reject')}・${t(phrase as Phrase)}</button></form>`,
    )}</div>`
}

function retireForm(view: OwnView, proposal: Proposal) {
  const { t } = view.words
  if (proposal.mayNotRetire) return ''
  return html`<section class="panel decide"><h2>${t('console.decide.retire_title')}</h2><p class="soft">${t('console.decide.retire_note')}</p>
    <form method="post" action="/console/proposals/${proposal.policy.id}/retire">${csrfField(view)}${version(proposal)}
      <label for="reason">${t('console.decide.retire_reason')}</label><textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>
      <div class="buttons"><button class="danger">${t('console.decide.retire')}</button></div></form></section>`
}

/** What can be done about a policy decision now, by the one who looks. */
export function decideForms(view: OwnView, proposal: Proposal): Html | string {
  const { t } = view.words
  const { policy } = proposal
  if (policy.status === 'approved') return retireForm(view, proposal)
  if (policy.status !== 'draft' || policy.noAnswerAt) return ''
  return html`<section class="panel decide"><h2>${t('console.decide.title')}</h2>${
    proposal.mayNotDecide ? refused(view, proposal) : draftForms(view, proposal)
  }</section>`
}

/** The second step of a high risk: the whole effect once more, and a button that is good for two minutes. */
export function confirmForm(view: OwnView, proposal: Proposal, seal: string, until: Date): Html {
  const { t } = view.words
  const { policy, action } = proposal
  return html`<h1>${t('console.decide.confirm_title')}</h1>
    <div class="notice stop"><p><strong>${actionName(view.words, action?.action ?? policy.allowedAction)}</strong></p><p>${action ? t('console.decide.confirm_effect', { minutes: GRANT_TIME / MINUTE }) : t('console.decide.confirm_repair')}</p></div>
    <div class="panel">${actionFacts(view, proposal)}</div>
    <p class="until">${t('console.decide.confirm_until', { when: view.words.time(until) })} ${timeOf(view, until)}</p>
    <form method="post" action="/console/proposals/${policy.id}/confirm">${csrfField(view)}<input type="hidden" name="seal" value="${seal}">
      <div class="buttons"><button class="danger large">${t('button.confirm')}</button><a class="button" href="/console/proposals/${policy.id}">${t('button.cancel')}</a></div></form>`
}
