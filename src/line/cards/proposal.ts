import type { EventType } from '../../contract.ts'
import { EVIDENCE_LINK_TIME } from '../../domain/rules.ts'
import type { PolicyFacts, ProposalEvidence } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import { clip } from '../flex/fit.ts'
import { titleOf } from './policy-words.ts'
import type { RenderContext } from './render-context.ts'

/** Longer output would make the card a wall of text; it stands on its page, and its beginning here. */
const OUTPUT_ON_CARD = 2_000
const EXCERPT = 600

function factsOf({ words }: RenderContext, policy: PolicyFacts, evidence: ProposalEvidence) {
  return [
    { label: words.t('proposal.repair_action'), value: policy.allowedAction },
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
function pageUri({ signer, publicUrl, memberId, now }: RenderContext, policy: PolicyFacts): string {
  const until = now.getTime() + EVIDENCE_LINK_TIME
  const { id, version } = policy
  return `${publicUrl}/evidence/${signer.seal({ verb: 'page', id, version, arg: memberId ?? '', until })}`
}

/** A repair proposal with its evidence and the two buttons. */
export function proposalCard(
  context: RenderContext,
  policy: PolicyFacts,
  evidence: ProposalEvidence,
): object {
  const { words, templates, signer } = context
  const { id, version } = policy
  const risk = words.t(`risk.${policy.riskLevel}`)
  const event = words.t(`eventType.${evidence.eventType as EventType}`)
  const output = evidence.rawOutput.trim() || '–'
  const isWhole = output.length <= OUTPUT_ON_CARD
  const tap = (verb: 'approve' | 'reject') => {
    const label = words.t(`button.${verb}`)
    return { label, data: signer.seal({ verb, id, version }), display: label }
  }
  return templates.render('proposal', {
    alt: words.t('proposal.alt', { risk, event }),
    risk: { label: risk, color: RISK_COLORS[policy.riskLevel] },
    title: titleOf(words, policy),
    summary: words.t('proposal.summary', { count: evidence.occurrences }),
    facts: factsOf(context, policy, evidence),
    evidence: { title: words.t('proposal.evidence'), text: isWhole ? output : clip(output, EXCERPT) },
    note: isWhole ? null : words.t('proposal.note'),
    page: isWhole ? null : { label: words.t('button.open_page'), uri: pageUri(context, policy) },
    approve: tap('approve'),
    reject: tap('reject'),
  })
}
