import { SCENES } from '../../../src/demo/scenes.ts'
import type { DigestFacts } from '../../../src/domain/digests/digest-facts.ts'
import type { Locale } from '../../../src/words/words.ts'
import type { Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'

const LESSON = {
  'zh-TW': {
    lesson: '價格欄位帶有幣別時，驗證一定失敗；先把幣別拿掉。',
    next_round_priority: '在 prompt 裡寫明價格只能是數字',
  },
  en: {
    lesson: 'A price with its currency always fails validation; take the currency off first.',
    next_round_priority: 'Say in the prompt that a price is a number',
  },
}

const run = (name: string) => (stage: Stage) =>
  stage.andHear('owner', () => stage.countersign('schedule', 'run', name))

const learn = (stage: Stage) =>
  stage.api('/learning-memory-updates', {
    job_id: SCENES.schema.event.job_id,
    topic_key: 'schema_error',
    adoption_signal: 'planned',
    ...LESSON[stage.locale],
  })

/** Two proposals of low risk that wait for an approver, in a month with few messages left. */
function shortDigest(locale: Locale): DigestFacts {
  const [from, to] = ['2026-11-21T01:00:00.000Z', '2026-11-22T01:00:00.000Z']
  const waiting = ['fetch_failed:upload', 'artifact_missing:publish'].map((it) => ({
    policyKey: `repair:${it}:359ca977835c4803`,
    allowedAction: 'touch + retry once',
    riskLevel: 'low' as const,
    since: '2026-11-21T09:12:00.000Z',
  }))
  const message = locale === 'en' ? 'connection reset by peer' : '連線被對方中斷'
  return {
    from,
    to,
    needs: { decide: waiting, keptBack: waiting.length, blockers: [], blockedJobs: 0, missing: [] },
    pool: {
      pool: null,
      total: { n: 6, before: 4 },
      byType: [
        { eventType: 'fetch_failed', n: 4, before: 4 },
        { eventType: 'artifact_missing', n: 2, before: 0 },
      ],
      top: [{ eventType: 'fetch_failed', phase: 'upload', message, n: 4, before: 4 }],
      decided: [],
      waiting,
      gates: { checked: 3, failed: 1, retryNeeded: 0 },
      priorities: [],
    },
  }
}

/** What comes by itself: digests, the scorecard, reviews, and the verdict of a repair. */
export const SCHEDULE_SCENES: Scene[] = [
  {
    name: 'card-digest-daily',
    caption: "A pool owner's daily digest",
    shownTo: 'pool',
    card: 'digest',
    largeText: true,
    play: (stage) => stage.andHear('pool', () => stage.countersign('schedule', 'run', 'daily-digest')),
  },
  {
    name: 'card-scorecard-d7',
    caption: 'The scorecard of day 7',
    shownTo: 'owner',
    card: 'scorecard',
    play: run('d7-scorecard'),
  },
  {
    name: 'card-review-weekly',
    caption: 'The weekly review of the learning memory',
    shownTo: 'owner',
    card: 'review',
    play: async (stage) => {
      await learn(stage)
      await run('weekly-review')(stage)
    },
  },
  {
    name: 'answer-change-drafted',
    caption: 'A lesson became a draft',
    shownTo: 'owner',
    play: (stage) =>
      stage.andHear('louis', () => stage.tap('owner', stage.words.t('digest.review.change_prompt'))),
  },
  {
    name: 'card-change-draft',
    caption: 'The draft of a change, from the lesson of a review',
    shownTo: 'louis',
    card: 'change-draft',
  },
  {
    name: 'card-matrix-d14',
    caption: 'Day 14: are the approval matrix and the jobs connected?',
    shownTo: 'owner',
    card: 'matrix-day',
    play: run('d14-matrix'),
  },
  {
    name: 'card-memory-d30',
    caption: 'Day 30: what was learned in this round',
    shownTo: 'owner',
    card: 'review',
    play: run('d30-memory'),
  },
  {
    name: 'card-digest-short-month',
    caption: 'The month is short of messages: the digest names the cards of low risk that were not sent',
    shownTo: 'owner',
    card: 'digest',
    tells: (locale) => [{ kind: 'digest', digest: shortDigest(locale) }],
  },
  {
    name: 'card-repair-verdict',
    caption: 'An approved repair, a week later',
    shownTo: 'owner',
    card: 'repair-verdict',
    tells: (locale) => [
      {
        kind: 'repair-verdict',
        verdict: 'gone',
        before: 6,
        after: 0,
        policy: {
          id: '01a2034c-ec72-707e-a304-ad27cbcb56a2',
          policyKey: 'repair:fetch_failed:download:359ca977835c4803',
          allowedAction: 'touch + retry once',
          riskLevel: 'low',
          status: 'approved',
          version: 2,
          decidedAt: '2026-11-15T06:00:00.000Z',
          decidedBy: locale === 'en' ? 'Owen' : '林怡君',
          reason: locale === 'en' ? 'Approved in LINE' : '在 LINE 點選批准',
        },
      },
    ],
  },
]
