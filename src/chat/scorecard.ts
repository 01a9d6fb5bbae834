import { getScorecard } from '../domain/scorecard/scorecard.ts'
import { readTrend } from '../domain/scorecard/trend.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** Answers `計分卡`: the scorecard as it stands. */
export async function showScorecard({ ctx, timeZone }: ChatContext): Promise<Answer> {
  const scorecard = await getScorecard(ctx, {})
  const trend = await readTrend(ctx, timeZone, new Date(scorecard.window.to))
  return [{ kind: 'scorecard', card: { scorecard, trend, isJudgement: false, yours: [] } }]
}

/** Answers `優先`: what the newest lessons say comes first in the next round. */
export async function showPriorities({ ctx, words }: ChatContext): Promise<Answer> {
  const { learning } = await getScorecard(ctx, {})
  if (learning.latest.length === 0) return say('digest.priorities.none')
  const items = learning.latest.map((it) =>
    words.t('digest.priorities.item', { topic: it.topic_key, priority: it.next_round_priority }),
  )
  return say('digest.priorities.list', { items: items.join('\n') })
}
