import { ROUND_DAYS } from '../../domain/rules.ts'
import type { Scorecard } from '../../domain/scorecard/scorecard.ts'
import type { ScorecardFacts } from '../../domain/scorecard/scorecard-facts.ts'
import { whoBrings } from '../../domain/scorecard/who-brings.ts'
import type { Words } from '../../words/words.ts'
import type { Bar, Fact } from '../flex/card-data.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import type { RenderContext } from './render-context.ts'
import { BAR_COLOR, dayOf, MARKS } from './report-words.ts'

const VERDICT_COLORS = {
  sufficient: STATUS_COLORS.approved,
  worker_adoption_insufficient: STATUS_COLORS.rejected,
  pending: STATUS_COLORS.draft,
} as const

/** A bar is as long as its share of the longest; one that is nothing is a thin line. */
function barsOf(words: Words, trend: ScorecardFacts['trend']): Bar[] {
  const most = Math.max(1, ...trend.map((it) => it.n))
  return trend.map(({ day, n }) => ({
    label: dayOf(words, day),
    value: String(n),
    width: `${Math.max(1, Math.round((n / most) * 100))}%`,
    color: BAR_COLOR,
  }))
}

function numbersOf({ t }: Words, it: Scorecard): Fact[] {
  const { retries, proposals, gates, high_risk, repairs, digests } = it
  const fact = (
    name: 'retries' | 'proposals' | 'gates' | 'high_risk' | 'repairs' | 'quiet',
    values: Record<string, number>,
  ) => ({ label: t(`digest.scorecard.${name}`), value: t(`digest.scorecard.${name}_value`, values) })
  const { attempted, recovered } = retries
  const { checked, passed, failed, retry_needed: retry } = gates
  return [
    fact('retries', { attempted, recovered }),
    fact('proposals', { ...pick(proposals), none: proposals.no_answer, pending: proposals.pending }),
    fact('gates', { checked, passed, failed, retry }),
    fact('high_risk', high_risk),
    ...(repairs.judged > 0
      ? [fact('repairs', { gone: repairs.gone, back: repairs.came_back, none: repairs.no_traffic })]
      : []),
    ...(digests.quiet > 0 ? [fact('quiet', { count: digests.quiet })] : []),
  ]
}

const pick = ({ opened, approved, rejected }: Scorecard['proposals']) => ({ opened, approved, rejected })

type Missing = Scorecard['adoption']['criteria'][number]

function missingLine({ t }: Words, { key, actual, required }: Missing): string {
  const who = whoBrings(key)
    .map((role) => t(`digest.who.${role}`))
    .join(t('digest.comma'))
  return t('digest.scorecard.missing', { what: t(`digest.criterion.${key}`), actual, required, who })
}

const NEXT = {
  sufficient: 'digest.scorecard.next_sufficient',
  worker_adoption_insufficient: 'digest.scorecard.next_insufficient',
  pending: 'digest.scorecard.next_pending',
} as const

/** The scorecard: verdict, five criteria with numbers, the trend as bars, and what to do next. */
export function scorecardCard({ words, templates }: RenderContext, card: ScorecardFacts): object {
  const { t } = words
  const { scorecard, trend, isJudgement, yours } = card
  const { verdict, criteria } = scorecard.adoption
  const day = isJudgement ? ROUND_DAYS : (scorecard.round?.day ?? 0)
  const missing = criteria.filter((it) => !it.met)
  const mine = missing.filter((it) => yours.includes(it.key))
  const topic = scorecard.round?.topic ?? '–'
  const from = words.time(scorecard.window.from)
  return templates.render('report', {
    alt: t('digest.scorecard.alt', { day, verdict: t(`digest.verdict.${verdict}`) }),
    badge: { label: t(`digest.verdict.${verdict}`), color: VERDICT_COLORS[verdict] },
    title: t(isJudgement ? 'digest.scorecard.title' : 'digest.scorecard.now_title', { day }),
    summary: t('digest.scorecard.summary', { topic, from, to: words.time(scorecard.window.to) }),
    needs:
      mine.length > 0
        ? { title: t('digest.scorecard.yours'), lines: mine.map((it) => missingLine(words, it)) }
        : null,
    checks: {
      title: t('digest.scorecard.checks'),
      rows: criteria.map(({ key, actual, required, met }) => ({
        ...MARKS[met ? 'met' : 'missing'],
        label: t(`digest.criterion.${key}`),
        value: t('digest.of', { actual, required }),
      })),
    },
    trend: {
      title: t('digest.scorecard.trend', { count: trend.length }),
      bars: barsOf(words, trend),
    },
    sections: [{ title: t('digest.scorecard.numbers'), rows: numbersOf(words, scorecard) }],
    next: {
      title: t('digest.scorecard.next'),
      lines: [
        t(scorecard.round ? NEXT[verdict] : 'digest.scorecard.no_round'),
        ...missing.filter((it) => !mine.includes(it)).map((it) => missingLine(words, it)),
        ...scorecard.learning.latest
          .slice(0, 1)
          .map((it) =>
            t('digest.scorecard.first', { topic: it.topic_key, priority: it.next_round_priority }),
          ),
      ],
    },
    note: null,
    button: null,
  })
}
