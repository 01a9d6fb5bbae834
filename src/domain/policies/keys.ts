import { EventType } from '../../contract.ts'

/** The third question: who approves which action. */
export const MATRIX_QUESTION = 'ask:approval_matrix'

/** The questions of the ask, by the name that their words have. */
const QUESTION_NAMES = {
  'ask:retry_once_on_fetch_failed': 'q1',
  'ask:proposal_after_two_errors': 'q2',
  [MATRIX_QUESTION]: 'q3',
} as const

type QuestionKey = keyof typeof QUESTION_NAMES

/** Which question of the ask a policy key is; null: none. */
export function questionOf(policyKey: string): 'q1' | 'q2' | 'q3' | null {
  return policyKey in QUESTION_NAMES ? QUESTION_NAMES[policyKey as QuestionKey] : null
}

/** A policy key that says what it is about: `repair:fetch_failed:download:<fingerprint>`. */
export function repairKey(event: { eventType: string; phase: string; fingerprint: string }): string {
  const phase = event.phase
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
    .slice(0, 60)
  return `repair:${event.eventType}:${phase}:${event.fingerprint}`
}

export const isRepairKey = (policyKey: string) => policyKey.startsWith('repair:')

/** The phase in a repair's key, as far as it stands there; null if it is none. */
export const repairPhase = (policyKey: string): string | null =>
  isRepairKey(policyKey) ? policyKey.split(':')[2] || null : null

/** The event type in a repair's key; null if it is none. */
export function repairEventType(policyKey: string) {
  return EventType.safeParse(policyKey.split(':')[1]).data ?? null
}
