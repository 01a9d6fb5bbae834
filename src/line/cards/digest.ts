import type { EventType } from '../../contract.ts'
import type { DigestFacts, DigestNeeds, PoolDigest } from '../../domain/digests/digest-facts.ts'
import { DIGEST_TOP } from '../../domain/rules.ts'
import type { Words } from '../../words/words.ts'
import type { Fact } from '../flex/card-data.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import { clip } from '../flex/fit.ts'
import type { RenderContext } from './render-context.ts'
import { orDash, policyLine, trendOf } from './report-words.ts'

/** The whole of it stands in the console; a digest names it. */
const EXCERPT = 160

type Section = { title: string; rows: Fact[] }

function needLines(words: Words, { decide, blockers, blockedJobs, missing }: DigestNeeds): string[] {
  const { t } = words
  const shown = decide.slice(0, DIGEST_TOP)
  const more = decide.length - shown.length
  return [
    ...shown.map((it) =>
      t('digest.daily.decide', { what: policyLine(words, it), since: words.time(it.since) }),
    ),
    ...(more > 0 ? [t('digest.daily.more', { count: more })] : []),
    ...blockers.map(({ workerId, phase }) => t('digest.daily.blocker', { worker: workerId, phase })),
    ...(blockedJobs > 0 ? [t('digest.daily.blocked_jobs', { count: blockedJobs })] : []),
    ...missing.map(({ key, actual, required }) =>
      t('digest.daily.missing', { what: t(`digest.criterion.${key}`), actual, required }),
    ),
  ].map((it) => clip(it, EXCERPT * 2))
}

function eventSections(words: Words, { total, byType, top }: PoolDigest): Section[] {
  const { t } = words
  const event = (type: string) => t(`eventType.${type as EventType}`)
  if (byType.length === 0) return []
  return [
    {
      title: t('digest.daily.events'),
      rows: [
        ...byType.map((it) => ({ label: event(it.eventType), value: trendOf(words, it) })),
        ...(byType.length > 1 ? [{ label: t('digest.daily.total'), value: trendOf(words, total) }] : []),
      ],
    },
    {
      title: t('digest.daily.top'),
      rows: top.map((it) => ({
        label: t('digest.daily.top_label', { event: event(it.eventType), phase: it.phase }),
        value: clip(`${trendOf(words, it)} ${it.message}`.trim(), EXCERPT),
      })),
    },
  ]
}

function decisionSections(words: Words, { decided, waiting, gates, priorities }: PoolDigest): Section[] {
  const { t } = words
  const first = <T>(rows: T[]) => rows.slice(0, DIGEST_TOP)
  const more = (rows: unknown[]) => {
    const count = rows.length - DIGEST_TOP
    return count > 0 ? [{ label: '…', value: t('digest.daily.more', { count }) }] : []
  }
  const { checked, failed, retryNeeded: retry } = gates
  return [
    {
      title: t('digest.daily.decided'),
      rows: [
        ...first(decided).map((it) => ({
          label: clip(policyLine(words, it), EXCERPT),
          value: t('digest.daily.by', { status: t(`status.${it.status}`), who: it.decidedBy }),
        })),
        ...more(decided),
      ],
    },
    {
      title: t('digest.daily.waiting'),
      rows: [
        ...first(waiting).map((it) => ({
          label: clip(policyLine(words, it), EXCERPT),
          value: t('digest.daily.waiting_value', { since: words.time(it.since) }),
        })),
        ...more(waiting),
      ],
    },
    {
      title: t('digest.daily.gates'),
      rows:
        checked === 0
          ? []
          : [
              {
                label: t('digest.daily.gates_label', { checked }),
                value: t('digest.daily.gates_value', { failed, retry }),
              },
            ],
    },
    {
      title: t('digest.daily.priorities'),
      rows: priorities.map(({ topic, priority }) => ({
        label: orDash(clip(topic, EXCERPT)),
        value: orDash(clip(priority, EXCERPT)),
      })),
    },
  ]
}

function noteOf({ t }: Words, { needs, inGroup }: DigestFacts): string | null {
  if (needs.keptBack) return t('digest.daily.kept_back', { count: needs.keptBack })
  return inGroup ? t('chat.group.digest_note') : null
}

/** What is new for one reader; what needs him comes first. */
export function digestCard({ words, templates }: RenderContext, digest: DigestFacts): object {
  const { t } = words
  const { needs, pool } = digest
  const name = pool.pool ?? t('digest.daily.all_pools')
  const lines = needLines(words, needs)
  const isApprovers = needs.decide.length > 0
  return templates.render('report', {
    alt: isApprovers
      ? t('digest.daily.alt_needs', { count: needs.decide.length })
      : t('digest.daily.alt', { pool: name, count: pool.total.n }),
    badge: { label: t('digest.daily.badge'), color: STATUS_COLORS.draft },
    title: t('digest.daily.title', { pool: name }),
    summary: t('digest.daily.summary', { from: words.time(digest.from), to: words.time(digest.to) }),
    needs: lines.length > 0 ? { title: t('digest.daily.needs'), lines } : null,
    checks: null,
    trend: null,
    sections: [...eventSections(words, pool), ...decisionSections(words, pool)].filter(
      (it) => it.rows.length > 0,
    ),
    next: null,
    note: noteOf(words, digest),
    button: isApprovers
      ? { label: t('digest.daily.show_pending'), text: t('digest.daily.pending_command') }
      : { label: t('digest.daily.show_scorecard'), text: t('digest.daily.scorecard_command') },
  })
}
