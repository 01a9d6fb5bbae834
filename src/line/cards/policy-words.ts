import { findAction } from '../../domain/catalogue.ts'
import { isRepairKey, questionOf, repairEventType } from '../../domain/policies/keys.ts'
import type { PolicyFacts } from '../../domain/tell.ts'
import type { Words } from '../../words/words.ts'
import { scriptMark } from './mixed-scripts.ts'

/** The catalogue's name of an action in the reader's language; the words that were given for one that it does not know. */
export function catalogueName(words: Words, action: string): string {
  const known = findAction(action)
  return known ? words.t(`action.${known}`) : action
}

/** What a policy decision is about, in a few words. */
export function titleOf(words: Words, policy: Pick<PolicyFacts, 'policyKey' | 'allowedAction'>): string {
  const question = questionOf(policy.policyKey)
  if (question) return words.t(`ask.${question}.title`)
  if (/^(action|review):/.test(policy.policyKey)) return catalogueName(words, policy.allowedAction)
  const event = isRepairKey(policy.policyKey) ? repairEventType(policy.policyKey) : null
  return event ? words.t('proposal.title', { event: words.t(`eventType.${event}`) }) : policy.allowedAction
}

/**
 * What a worker wants to do: the catalogue's name for it in the reader's language, and always the
 * worker's own words too, for those are what is decided.
 */
export function actionWords(words: Words, { allowedAction }: Pick<PolicyFacts, 'allowedAction'>): string {
  const name = catalogueName(words, allowedAction)
  const isSame = name.toLowerCase().includes(allowedAction.toLowerCase())
  const both = isSame ? name : words.t('action_in_words', { name, action: allowedAction })
  const mark = scriptMark(words, allowedAction)
  return mark ? `${mark}\n${both}` : both
}
