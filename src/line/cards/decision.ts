import { repairPhase } from '../../domain/policies/keys.ts'
import type { PolicyFacts } from '../../domain/tell.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import { actionWords, titleOf } from './policy-words.ts'
import { reasonIn } from './reasons.ts'
import type { RenderContext } from './render-context.ts'

/** What was decided, by whom and when. */
export function decisionCard({ words, templates }: RenderContext, policy: PolicyFacts): object {
  const what = titleOf(words, policy)
  const status = words.t(`status.${policy.status}`)
  const phase = repairPhase(policy.policyKey)
  const facts = [
    // Similar proposals have one title and one action; this tells them apart.
    ...(phase ? [{ label: words.t('proposal.phase'), value: phase }] : []),
    { label: words.t('decided.by'), value: policy.decidedBy ?? '–' },
    { label: words.t('decided.at'), value: policy.decidedAt ? words.time(policy.decidedAt) : '–' },
    { label: words.t('decided.action'), value: actionWords(words, policy) },
    { label: words.t('decided.version'), value: String(policy.version) },
  ]
  return templates.render('decision', {
    alt: words.t('decided.alt', { what, status }),
    status: { label: status, color: STATUS_COLORS[policy.status] },
    title: what,
    facts,
    reason: policy.reason ? { label: words.t('decided.reason'), text: reasonIn(words, policy.reason) } : null,
    footer: words.t(policy.status === 'rejected' ? 'decided.footer_rejected' : 'decided.footer_approved'),
  })
}
