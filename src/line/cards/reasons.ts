import { LOCALES, type Phrase, type Words, wordsOf } from '../../words/words.ts'

const ASK_REASONS = [
  'reasons.ask.too_much',
  'reasons.ask.schema',
  'reasons.ask.acceptance',
  'reasons.ask.owner',
] as const
const PROPOSAL_REASONS = [
  'reasons.proposal.evidence',
  'reasons.proposal.cause',
  'reasons.proposal.risk',
  'reasons.proposal.other_way',
] as const

/** The ready reasons for rejecting a policy, as phrases. */
export function readyReasons(policyKey: string): readonly Phrase[] {
  return policyKey.startsWith('ask:') ? ASK_REASONS : PROPOSAL_REASONS
}

/** A reason's own text in any language → its phrase. A reason is kept as the one who decided read it. */
const READY = new Map(
  LOCALES.flatMap((locale) => {
    const { t } = wordsOf(locale, 'UTC')
    return [...ASK_REASONS, ...PROPOSAL_REASONS, 'tap_reason' as const].map((it): [string, Phrase] => [
      t(it),
      it,
    ])
  }),
)

/** A reason as this reader reads it: a ready one in their language, own words as they are. */
export function reasonIn(words: Words, reason: string): string {
  const ready = READY.get(reason)
  return ready ? words.t(ready) : reason
}
