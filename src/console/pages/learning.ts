import { Hono } from 'hono'
import {
  ADOPTED,
  type Effect,
  type EffectVerdict,
  readEffects,
  verdictOf,
} from '../../domain/learning/effect.ts'
import { type LearningRow, listLearning } from '../../domain/learning/record.ts'
import { listTopics, type Topic } from '../../domain/learning/topics.ts'
import { LESSON_EFFECT_DAYS } from '../../domain/rules.ts'
import { html } from '../html.ts'
import { layout, sectionName } from '../layout.ts'
import { badge, type Tone } from '../parts/badges.ts'
import { copyable } from '../parts/copy.ts'
import { empty, pager } from '../parts/list.ts'
import { listQuery, textField } from '../parts/query.ts'
import { facts, table } from '../parts/table.ts'
import { timeOf } from '../parts/time.ts'
import { type ConsoleEnv, type OwnView, ownView } from '../view.ts'

const topicPath = (topic: string) => `/console/learning?topic=${encodeURIComponent(topic)}`

const TONES: Record<EffectVerdict, Tone> = {
  fewer: 'good',
  more: 'stop',
  same: 'plain',
  early: 'plain',
  few: 'plain',
}

/** Errors before and after, and what that says; where it says nothing, that. */
function effectOf(view: OwnView, effect: Effect | null | undefined) {
  const { t } = view.words
  if (!effect) return html`<span class="soft">${t('console.learning.effect_unknown')}</span>`
  const verdict = verdictOf(effect)
  const span = t('console.learning.span', { days: Math.max(1, Math.floor(effect.days)) })
  const counts = verdict === 'early' ? '' : html`${effect.before} → ${effect.after} `
  return html`${counts}${badge(TONES[verdict], t(`console.learning.${verdict}`))}${verdict === 'early' ? '' : html` <small>${span}</small>`}`
}

/** What was changed; a signal that begins with the agreed words says so, any other is shown as it is. */
function changeOf(view: OwnView, signal: string | null) {
  const { t } = view.words
  if (signal === null) return html`<span class="soft">${t('console.learning.unchanged')}</span>`
  if (!signal.startsWith(ADOPTED)) return signal
  const rest = signal.slice(ADOPTED.length).replace(/^\s*[:：]\s*/, '')
  return html`${badge('good', t('console.learning.adjusted'))} ${rest}`
}

function topics(view: OwnView, items: Topic[], effects: Map<string, Effect>) {
  const { t } = view.words
  const note = t('console.learning.effect_note', { days: LESSON_EFFECT_DAYS })
  return html`<h2>${t('console.learning.topics')}</h2>${table(
    t('console.learning.topics'),
    [
      {
        head: t('console.learning.topic'),
        cell: (it) => html`<a href="${topicPath(it.topic)}">${it.topic}</a>`,
        className: 'long',
      },
      { head: t('console.learning.lessons'), cell: (it) => it.lessons },
      {
        head: t('console.learning.signal'),
        cell: (it) => changeOf(view, it.changed),
        className: 'long',
      },
      { head: t('console.learning.effect'), cell: (it) => effectOf(view, effects.get(it.since.id)) },
      { head: t('console.learning.when'), cell: (it) => timeOf(view, it.latestAt) },
    ],
    items,
  )}<p class="soft">${note}</p>`
}

const asLesson = (it: LearningRow) => ({
  id: it.id,
  jobId: it.job_id,
  topicKey: it.topic_key,
  createdAt: new Date(it.created_at),
})

function lesson(view: OwnView, it: LearningRow, effect: Effect | undefined) {
  const { t } = view.words
  return html`<li class="panel"><p class="lesson">${it.lesson}</p>${facts([
    [t('console.learning.next'), it.next_round_priority],
    [t('console.learning.signal'), changeOf(view, it.adoption_signal)],
    [t('console.learning.effect'), effectOf(view, effect)],
    [t('console.learning.topic'), html`<a href="${topicPath(it.topic_key)}">${it.topic_key}</a>`],
    [
      t('console.events.job'),
      copyable(view, t('console.events.job'), it.job_id, { href: `/console/jobs/${it.job_id}` }),
    ],
    [t('console.learning.when'), timeOf(view, it.created_at)],
  ])}</li>`
}

/** What was learnt, what came of it, and whether it helped. */
export function learningRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/', async (c) => {
    const view = ownView(c)
    const { t } = view.words
    const { topic, limit, after } = listQuery(c, { topic: textField })
    const { items, next } = await listLearning(view.ctx, { limit, after, topic_key: topic })
    const summary = topic || after ? [] : await listTopics(view.ctx)
    const asked = [...items.map(asLesson), ...summary.map((it) => it.since)]
    const effects = await readEffects(view.ctx, asked, view.now)
    const title = sectionName(view.words, 'learning')
    const body = html`<h1>${title}</h1><p class="intro">${t('console.learning.intro')}</p>
      ${topic ? html`<p class="badges">${badge('plain', topic)} <a href="/console/learning">${t('console.part.clear')}</a></p>` : ''}
      <div data-live-part="learning">${
        items.length === 0
          ? empty(t('console.learning.none'), t('console.learning.none_note'))
          : html`${summary.length > 0 ? topics(view, summary, effects) : ''}<h2>${t('console.learning.lessons')}</h2><ul class="cards">${items.map((it) => lesson(view, it, effects.get(it.id)))}</ul>`
      }</div>${pager(view, next)}`
    return c.html(await layout(view, { title, section: 'learning', live: true, body }))
  })
  return app
}
