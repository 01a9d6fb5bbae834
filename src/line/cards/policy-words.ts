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

/**
 * What a worker wants to do: the catalogue's name for it in the reader's language, and always the
 * worker's own words too, for those are what is decided.
 */
export function actionWords(words: Words, { allowedAction }: Pick<PolicyFacts, 'allowedAction'>): string {
  const known = findAction(allowedAction)
  if (!known) return allowedAction
  const name = words.t(`action.${known}`)
  return name.toLowerCase().includes(allowedAction.toLowerCase())
    ? name
    : words.t('action_in_words', { name, action: allowedAction })
}
