import type { Scene } from '../scene.ts'

/** 代理 / delegate: who, how far, how long. */
export const DELEGATION_SCENES: Scene[] = [
  {
    name: 'card-delegate-who',
    caption: '代理 / delegate: who decides while you are away?',
    shownTo: 'owner',
    card: 'choose',
    says: { 'zh-TW': '代理', en: 'delegate' },
  },
  {
    name: 'card-delegate-risk',
    caption: 'Up to which risk?',
    shownTo: 'owner',
    card: 'choose',
    play: (stage) => stage.tap('owner', stage.nameOf('pool')),
  },
  {
    name: 'card-delegate-until',
    caption: 'Until which day? LINE opens its date picker',
    shownTo: 'owner',
    card: 'pick-date',
    play: (stage) => stage.tap('owner', stage.words.t('risk.medium')),
  },
  {
    name: 'answer-delegate-done',
    caption: 'It is set',
    shownTo: 'owner',
    play: (stage) =>
      stage.andHear('pool', () =>
        stage.tap('owner', stage.words.t('chat.delegate.date_label'), { params: { date: inThreeDays() } }),
      ),
  },
  { name: 'answer-delegate-told', caption: 'The deputy is told', shownTo: 'pool', card: 'deputy' },
]

const inThreeDays = () => new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
