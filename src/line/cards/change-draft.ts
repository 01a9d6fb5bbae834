import type { ChangeEvidence, PolicyFacts } from '../../domain/tell.ts'
import { cardWithEvidence } from './proposal.ts'
import { titleOf } from './policy-words.ts'
import type { RenderContext } from './render-context.ts'
import { orDash } from './report-words.ts'

/** A change that a review proposes, with the lesson behind it and the two buttons. */
export function changeDraftCard(context: RenderContext, policy: PolicyFacts, it: ChangeEvidence): object {
  const { t } = context.words
  const what = titleOf(context.words, policy)
  const fact = (name: 'topic' | 'priority' | 'signal' | 'asked_by', value: string) => ({
    label: t(`digest.change.${name}`),
    value: orDash(value),
  })
  return cardWithEvidence(context, policy, {
    alt: t('digest.change.alt', { risk: t(`risk.${policy.riskLevel}`), what }),
    title: t('digest.change.title', { what }),
    summary: t('digest.change.summary'),
    facts: [
      fact('topic', it.topic),
      fact('priority', it.priority),
      fact('signal', it.signal),
      fact('asked_by', it.askedBy),
      { label: t('proposal.key'), value: policy.policyKey },
    ],
    output: it.lesson,
    outputTitle: t('digest.change.lesson'),
  })
}
