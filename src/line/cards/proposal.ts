import type { EventType } from '../../contract.ts'
import { EVIDENCE_LINK_TIME } from '../../domain/rules.ts'
import type { ActionEvidence, PolicyFacts, ProposalEvidence } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import type { FlexMessage } from '../flex/fill.ts'
import { clip } from '../flex/fit.ts'
import { scriptMark, withScriptMark } from './mixed-scripts.ts'
import { actionWords, titleOf } from './policy-words.ts'
import type { RenderContext } from './render-context.ts'

/** Longer output would make the card a wall of text; it stands on its page, and its beginning here. */
const OUTPUT_ON_CARD = 2_000
const EXCERPT = 600
/** So much of each fact stands on a card that would be too large for LINE with all of it. */
export const FACT_EXCERPT = 300

function factsOf({ words }: RenderContext, policy: PolicyFacts, evidence: ProposalEvidence) {
  return [
    { label: words.t('proposal.repair_action'), value: actionWords(words, policy) },
    { label: words.t('proposal.phase'), value: evidence.phase },
    {
      label: words.t('proposal.count'),
      value: words.t('proposal.count_value', { count: evidence.occurrences }),
    },
    { label: words.t('proposal.workers'), value: evidence.workers.join(', ') },
    { label: words.t('proposal.first'), value: words.time(evidence.firstAt) },
    { label: words.t('proposal.last'), value: words.time(evidence.lastAt) },
    { label: words.t('proposal.key'), value: policy.policyKey },
  ]
}

/** The address of the page with all the evidence, for one member and a limited time. */
export function pageUri({ signer, publicUrl, memberId, now }: RenderContext, policy: PolicyFacts): string {
  const until = now.getTime() + EVIDENCE_LINK_TIME
  const { id, version } = policy
  return `${publicUrl}/evidence/${signer.seal({ verb: 'page', id, version, arg: memberId ?? '', until })}`
}

/** What stands on a proposal's card, and on that of an action. */
type Subject = {
  alt: string
  title: string
  summary: string
  facts: { label: string; value: string }[]
  output: string
  outputTitle: string
}

/** Evidence and two buttons: long output stands on its page, and the card says so. */
function cardWithEvidence(context: RenderContext, policy: PolicyFacts, subject: Subject): FlexMessage {
  const { words, templates, signer } = context
  const { id, version } = policy
  const output = subject.output.trim() || '–'
  const tap = (verb: 'approve' | 'reject' | 'details') => {
    const label = words.t(`button.${verb}`)
    return { label, data: signer.seal({ verb, id, version }), display: label }
  }
  const card = (isWhole: boolean, factLimit: number) => ({
    alt: subject.alt,
    risk: { label: words.t(`risk.${policy.riskLevel}`), color: RISK_COLORS[policy.riskLevel] },
    title: subject.title,
    summary: subject.summary,
    facts: subject.facts.map(({ label, value }) => ({ label, value: clip(value, factLimit) })),
    evidence: { title: subject.outputTitle, text: isWhole ? output : clip(output, EXCERPT) },
    note: isWhole ? null : words.t('proposal.note'),
    page: isWhole ? null : { label: words.t('button.open_page'), uri: pageUri(context, policy) },
    details: tap('details'),
    approve: tap('approve'),
    reject: tap('reject'),
  })
  const all = card(output.length <= OUTPUT_ON_CARD, Number.POSITIVE_INFINITY)
  return templates.render('proposal', templates.fits('proposal', all) ? all : card(false, FACT_EXCERPT))
}

/** A repair proposal with its evidence and the two buttons. */
export function proposalCard(
  context: RenderContext,
  policy: PolicyFacts,
  evidence: ProposalEvidence,
): FlexMessage {
  const { words } = context
  const risk = words.t(`risk.${policy.riskLevel}`)
  const event = words.t(`eventType.${evidence.eventType as EventType}`)
  return cardWithEvidence(context, policy, {
    alt: words.t('proposal.alt', { risk, event }),
    title: titleOf(words, policy),
    summary: words.t('proposal.summary', { count: evidence.occurrences }),
    facts: factsOf(context, policy, evidence),
    output: evidence.rawOutput,
    outputTitle: words.t('proposal.evidence'),
  })
}

/** One exact action that a worker wants to run, and what approving it means. */
export function actionCard(context: RenderContext, policy: PolicyFacts, it: ActionEvidence): object {
  const { words } = context
  const risk = words.t(`risk.${policy.riskLevel}`)
  const what = titleOf(words, policy)
  const fact = (name: 'target' | 'parameters' | 'reason' | 'worker' | 'job', value: string) => ({
    label: words.t(`action_card.${name}`),
    value,
  })
  return cardWithEvidence(context, policy, {
    alt: words.t('action_card.alt', { risk, what }),
    title: words.t('action_card.title', { what }),
    summary: words.t(policy.riskLevel === 'high' ? 'action_card.once' : 'action_card.standing'),
    facts: [
      ...(scriptMark(words, it.action)
        ? [{ label: words.t('decided.action'), value: actionWords(words, policy) }]
        : []),
      fact('target', withScriptMark(words, it.target)),
      ...(it.parameters ? [fact('parameters', it.parameters)] : []),
      fact('reason', it.reason),
      fact('worker', withScriptMark(words, it.workerId)),
      fact('job', it.jobId),
    ],
    output: it.rawOutput,
    outputTitle: words.t('action_card.evidence'),
  })
}
