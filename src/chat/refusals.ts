import { policyFacts } from '../domain/policies/facts.ts'
import { getPolicy } from '../domain/policies/read.ts'
import type { AppError } from '../errors.ts'
import { titleOf } from '../line/cards/policy-words.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'
import { matrixQuestionNow } from './overrides.ts'

/** Rule 7: the one who came second is told who decided what and when. */
async function alreadyDecided({ ctx, words, member }: ChatContext, policyId: string): Promise<Answer> {
  const row = await getPolicy(ctx, policyId)
  const policy = policyFacts(row)
  const what = titleOf(words, policy)
  const verb = words.t(`verb.${policy.status}`)
  const when = policy.decidedAt ? words.time(policy.decidedAt) : '–'
  if (member && row.decidedByRef === `member:${member.id}`)
    return say('say.decided_by_you', { what, verb, when })
  return say('say.decided_by_other', { what, verb, when, who: policy.decidedBy ?? '–' })
}

/** A card of an older draft. Who approves what is shown anew at once: it changes with every adjustment. */
async function staleCard(chat: ChatContext, policyId: string | null): Promise<Answer> {
  const now = await matrixQuestionNow(chat)
  const isMatrix = now.some((it) => it.kind === 'question' && it.policy.id === policyId)
  return isMatrix ? [...say('say.changed'), ...now] : say('say.stale')
}

/** Turns a refusal of a verb into a sentence; what has none is for the caller. */
export async function explainRefusal(
  chat: ChatContext,
  error: AppError,
  policyId: string | null,
): Promise<Answer> {
  const { ctx, words, member } = chat
  switch (error.code) {
    case 'already-decided':
      return policyId ? alreadyDecided(chat, policyId) : say('say.stale')
    case 'stale-version':
      return staleCard(chat, policyId)
    case 'no-answer':
      return say('say.no_answer')
    case 'own-request':
      return say('say.own_request')
    case 'not-found':
    case 'no-round':
    case 'bad-input':
      return say('say.gone')
    case 'halted':
      return say('say.halted_already')
    case 'not-halted':
      return say('say.not_halted')
    case 'wrong-role': {
      const above = member?.role === 'pls_owner' ? 'louis' : 'pls_owner'
      const needed = policyId ? (await getPolicy(ctx, policyId)).approvalRequiredBy : above
      const who = words.t(needed === 'louis' ? 'role.louis' : 'role.pls_owner')
      return say('say.not_yours', { who, role: words.t(`role.${member?.role ?? 'worker'}`) })
    }
    default:
      throw error
  }
}
