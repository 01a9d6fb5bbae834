import { findAction } from '../../domain/catalogue.ts'
import { isRepairKey, questionOf, repairEventType } from '../../domain/policies/keys.ts'
import type { PolicyFacts } from '../../domain/tell.ts'
import type { Words } from '../../words/words.ts'

/** What a policy decision is about, in a few words. */
export function titleOf(words: Words, policy: Pick<PolicyFacts, 'policyKey' | 'allowedAction'>): string {
  const question = questionOf(policy.policyKey)
  if (question) return words.t(`ask.${question}.title`)
  if (/^(action|review):/.test(policy.policyKey)) {
    const action = findAction(policy.allowedAction)
    return action ? words.t(`action.${action}`) : policy.allowedAction
  }
  const event = isRepairKey(policy.policyKey) ? repairEventType(policy.policyKey) : null
  return event ? words.t('proposal.title', { event: words.t(`eventType.${event}`) }) : policy.allowedAction
}
