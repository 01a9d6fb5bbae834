import type { Scene } from '../scene.ts'

/** A person on the front line reports what is in the way. */
export const FRICTION_SCENES: Scene[] = [
  {
    name: 'card-report-kind',
    caption: '回報 / report without words: what kind?',
    shownTo: 'worker',
    card: 'choose',
    says: { 'zh-TW': '回報', en: 'report' },
  },
  {
    name: 'card-report-confirm',
    caption: 'In one line: kind and phase are guessed and shown before they are kept',
    shownTo: 'worker',
    card: 'choose',
    says: { 'zh-TW': '回報 上傳卡住，一直 schema error', en: 'report upload is stuck, schema error' },
  },
  {
    name: 'answer-report-received',
    caption: 'It is kept, with its number',
    shownTo: 'worker',
    play: (stage) => stage.tap('worker', stage.words.t('chat.friction.send')),
  },
]
