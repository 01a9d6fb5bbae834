import { CHANGES, draftChange } from '../domain/reviews/draft-change.ts'
import type { Tap } from '../domain/tap.ts'
import { AppError } from '../errors.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** A tap on a review's button: the lesson becomes a draft decision, once. */
export async function tapDraftChange(chat: ChatContext, tap: Tap): Promise<Answer> {
  const { ctx, words } = chat
  const change = CHANGES.find((it) => it === tap.arg)
  if (!change) return say('say.forged')
  try {
    const { policy, lesson, isNew } = await draftChange(ctx, { lessonId: tap.id, change })
    const params = { change: words.t(`digest.review.${change}`), topic: lesson.topicKey }
    if (isNew) return say('digest.review.drafted', params)
    return say('digest.review.drafted_already', { ...params, status: words.t(`status.${policy.status}`) })
  } catch (error) {
    // A refusal here is about a lesson, not about a policy decision as other taps' are.
    if (error instanceof AppError && error.code === 'wrong-role') return say('digest.review.not_yours')
    if (error instanceof AppError && error.code === 'not-found') return say('say.gone')
    throw error
  }
}
