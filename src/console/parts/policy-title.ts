import { findAction } from '../../domain/catalogue.ts'
import { withScriptMark } from '../../line/cards/mixed-scripts.ts'
import { titleOf } from '../../line/cards/policy-words.ts'
import type { Words } from '../../words/words.ts'
import { sentenceCase } from './sentence-case.ts'

/** What a policy decision is about, in a few words; a row of the database, or of the matrix. */
export function policyTitle(words: Words, it: { policyKey: string; allowedAction: string }): string {
  const title = titleOf(words, it)
  // Words of a worker stay as they were written.
  return title === it.allowedAction ? title : sentenceCase(title)
}

/** What may be done, in words where the catalogue knows it. */
export function actionName(words: Words, allowedAction: string): string {
  const known = findAction(allowedAction)
  return known ? sentenceCase(words.t(`action.${known}`)) : withScriptMark(words, allowedAction)
}

/** Who has to approve, as the matrix says it. */
export function approverName(words: Words, approver: string): string {
  if (approver === 'louis' || approver === 'pls_owner') return words.t(`role.${approver}`)
  return approver === 'none' ? words.t('console.part.nobody') : approver
}
