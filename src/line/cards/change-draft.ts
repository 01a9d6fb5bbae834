import type { ChangeEvidence, PolicyFacts } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import { clip } from '../flex/fit.ts'
import { titleOf } from './policy-words.ts'
import type { RenderContext } from './render-context.ts'
import { orDash } from './report-words.ts'

/** A signal says how a lesson was taken up; lesson and priority, which are decided about, stand whole. */
const SIGNAL = 300

/** A change that a review proposes, with the lesson behind it and the two buttons. */
export function changeDraftCard(
  { words, templates, signer }: RenderContext,
  policy: PolicyFacts,
  it: ChangeEvidence,
): object {
  const { t } = words
  const what = titleOf(words, policy)
  const risk = t(`risk.${policy.riskLevel}`)
  const fact = (name: 'topic' | 'priority' | 'signal' | 'asked_by', value: string) => ({
    label: t(`digest.change.${name}`),
    value: orDash(value),
  })
  const tap = (verb: 'approve' | 'reject') => {
    const label = t(`button.${verb}`)
    return { label, display: label, data: signer.seal({ verb, id: policy.id, version: policy.version }) }
  }
  return templates.render('proposal', {
    alt: t('digest.change.alt', { risk, what }),
    risk: { label: risk, color: RISK_COLORS[policy.riskLevel] },
    title: t('digest.change.title', { what }),
    summary: t('digest.change.summary'),
    facts: [
      fact('topic', it.topic),
      fact('priority', it.priority),
      fact('signal', clip(it.signal, SIGNAL)),
      fact('asked_by', it.askedBy),
      { label: t('proposal.key'), value: policy.policyKey },
    ],
    evidence: { title: t('digest.change.lesson'), text: orDash(it.lesson) },
    note: null,
    page: null,
    details: null,
    approve: tap('approve'),
    reject: tap('reject'),
  })
}
