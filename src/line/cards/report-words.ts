import type { DigestPolicy, Trend } from '../../domain/digests/digest-facts.ts'
import type { Words } from '../../words/words.ts'
import { titleOf } from './policy-words.ts'

/** Colours of marks and bars on a white card; each has a contrast of at least 4.5 to 1. */
export const MARKS = {
  met: { mark: '✓', color: '#0B7A43' },
  missing: { mark: '✗', color: '#B91C1C' },
} as const
export const BAR_COLOR = '#1D4ED8'

/** A day as people write it: 11/22. */
export const dayOf = (words: Words, at: string) => words.time(at).split(/[\s,]/)[0] ?? ''

/** A count beside what it was before: 5 (up 3). */
export function trendOf(words: Words, { n, before }: Trend): string {
  if (n === before) return words.t('digest.arrow.same', { n })
  const by = Math.abs(n - before)
  return words.t(n > before ? 'digest.arrow.up' : 'digest.arrow.down', { n, by })
}

/** What a policy is about, with the risk in front. */
export const policyLine = (words: Words, policy: DigestPolicy) =>
  words.t('digest.policy_line', {
    risk: words.t(`risk.${policy.riskLevel}`),
    what: titleOf(words, policy),
  })

/** No text of a card may be empty. */
export const orDash = (text: string) => (text.trim() === '' ? '–' : text)
