import type { EventType } from '../../contract.ts'
import { CHANGES } from '../../domain/reviews/draft-change.ts'
import type { ReviewFacts, ReviewTopic } from '../../domain/reviews/review-facts.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import { clip } from '../flex/fit.ts'
import type { RenderContext } from './render-context.ts'

/** The whole of a lesson stands in the learning memory, and on the card of a draft. */
const EXCERPT = 300
const TITLE = 80

function topicBlock({ words, signer }: RenderContext, it: ReviewTopic) {
  const { t } = words
  const topic = clip(it.topic, TITLE)
  const text = (phrase: 'lesson' | 'priority' | 'adopted', value: string) =>
    t(`digest.review.${phrase}`, { text: clip(value, EXCERPT) })
  return {
    title: t('digest.review.topic', { topic, count: it.lessons }),
    lines: [
      text('lesson', it.lesson),
      text('priority', it.priority),
      it.isAdopted ? text('adopted', it.signal) : t('digest.review.not_adopted'),
      ...(it.effect ? [t('digest.review.effect', { before: it.effect.before, after: it.effect.n })] : []),
    ],
    buttons: CHANGES.map((change) => ({
      label: t(`digest.review.${change}`),
      data: signer.seal({ verb: 'draft', id: it.lessonId, version: 0, arg: change }),
      display: t('digest.review.display', { change: t(`digest.review.${change}`), topic }),
    })),
  }
}

/** The learning memory, and the question what to change next week. */
export function reviewCard(context: RenderContext, review: ReviewFacts): object {
  const { words, templates } = context
  const { t } = words
  const { lessons, adopted, topics, repeated } = review
  const [from, to] = [words.time(review.from), words.time(review.to)]
  return templates.render('review', {
    alt: t('digest.review.alt', { lessons }),
    badge: {
      label: t(review.topicOfRound === null ? 'digest.review.badge' : 'digest.review.badge_round'),
      color: STATUS_COLORS.draft,
    },
    title: review.topicOfRound ?? t('digest.review.title'),
    summary: t('digest.review.summary', { from, to, lessons, adopted }),
    topics: topics.map((it) => topicBlock(context, it)),
    repeated:
      repeated.length === 0
        ? null
        : {
            title: t('digest.review.repeated'),
            rows: repeated.map(({ eventType, phase, n, before }) => ({
              label: t('digest.daily.top_label', { event: t(`eventType.${eventType as EventType}`), phase }),
              value: t('digest.review.repeated_value', { n, before }),
            })),
          },
    question: t(topics.length > 0 ? 'digest.review.question' : 'digest.review.question_none'),
  })
}
