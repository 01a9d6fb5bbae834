import type { Scene } from '../scene.ts'

/** What people type, and what they get. */
export const TALK_SCENES: Scene[] = [
  {
    name: 'answer-help-approver',
    caption: '說明 / help of those who decide',
    shownTo: 'owner',
    says: { 'zh-TW': '說明', en: 'help' },
  },
  {
    name: 'answer-help-pool-owner',
    caption: '說明 / help of a pool owner',
    shownTo: 'pool',
    says: { 'zh-TW': '說明', en: 'help' },
  },
  {
    name: 'card-unknown-words',
    caption: 'Words that it does not know: the two closest commands',
    shownTo: 'owner',
    card: 'choose',
    says: { 'zh-TW': '請問今天天氣', en: 'how is the weather' },
  },
  {
    name: 'answer-nothing-pending',
    caption: '待批 / pending with nothing to decide',
    shownTo: 'owner',
    says: { 'zh-TW': '待批', en: 'pending' },
  },
  {
    name: 'answer-policy',
    caption: '政策 / policy: what runs by itself, what needs approval',
    shownTo: 'owner',
    says: { 'zh-TW': '政策', en: 'policy' },
  },
  {
    name: 'card-scorecard-asked',
    caption: '計分卡 / scorecard',
    shownTo: 'owner',
    card: 'scorecard',
    says: { 'zh-TW': '計分卡', en: 'scorecard' },
  },
  {
    name: 'answer-no-priorities',
    caption: '優先 / priorities before the first lesson',
    shownTo: 'owner',
    says: { 'zh-TW': '優先', en: 'priorities' },
  },
  {
    name: 'answer-console-link',
    caption: '作戰台 / console: a link that works once',
    shownTo: 'owner',
    card: 'console-link',
    says: { 'zh-TW': '作戰台', en: 'console' },
  },
  {
    name: 'answer-whoami',
    caption: '我是誰 / whoami',
    shownTo: 'owner',
    says: { 'zh-TW': '我是誰', en: 'whoami' },
  },
  {
    name: 'card-language',
    caption: '語言 / language',
    shownTo: 'owner',
    card: 'choose',
    says: { 'zh-TW': '語言', en: 'language' },
  },
  {
    name: 'card-leave',
    caption: '解除綁定 / leave asks once more',
    shownTo: 'owner',
    card: 'choose',
    says: { 'zh-TW': '解除綁定', en: 'leave' },
  },
  {
    name: 'card-adjust',
    caption: '調整 / adjust: who approves what',
    shownTo: 'owner',
    card: 'catalogue',
    says: { 'zh-TW': '調整', en: 'adjust' },
  },
]
