import type { PolicyFacts, Tell } from '../tell.ts'

/** The drafts that one part of a message asks its reader to decide. */
function asksOf(tell: Tell): PolicyFacts[] {
  switch (tell.kind) {
    case 'proposal':
    case 'action':
    case 'change-draft':
      return [tell.policy]
    case 'proposals':
      return tell.items.map((it) => it.policy)
    case 'policy-ask':
      return tell.questions.filter((it) => it.status === 'draft')
    default:
      return []
  }
}

/** The drafts that a message asks its reader to decide; none if it only tells. */
export const asksAbout = (tells: Tell[]): PolicyFacts[] => tells.flatMap(asksOf)

/** True for cards of low risk and nothing else: in a short month these go into the digest. */
export function asksLowRiskOnly(tells: Tell[]): boolean {
  const asks = asksAbout(tells)
  const isQuestion = tells.some((it) => it.kind === 'policy-ask')
  return asks.length > 0 && !isQuestion && asks.every((it) => it.riskLevel === 'low')
}

/**
 * A message without what was decided since it was written.
 *
 * @returns null if it asked for decisions and none of them is open any more.
 */
export function withoutDecided(tells: Tell[], isOpen: (policy: PolicyFacts) => boolean): Tell[] | null {
  const asks = asksAbout(tells)
  if (asks.every(isOpen)) return tells
  if (!asks.some(isOpen)) return null
  return tells.flatMap((tell): Tell[] => {
    if (tell.kind === 'policy-ask') return [tell]
    if (tell.kind === 'proposals') return [{ ...tell, items: tell.items.filter((it) => isOpen(it.policy)) }]
    return asksOf(tell).every(isOpen) ? [tell] : []
  })
}
