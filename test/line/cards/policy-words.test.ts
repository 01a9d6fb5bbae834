import { expect, test } from 'vitest'
import { actionWords } from '../../../src/line/cards/policy-words.ts'
import { wordsOf } from '../../../src/words/words.ts'

test.each([
  ['change_prompt', '調整 prompt（change_prompt）', 'change the prompt (change_prompt)'],
  ['release', '釋出工作（release）', 'release the job'],
  ['Retry once', '重試一次（Retry once）', 'retry once'],
  ['touch + retry once', 'touch + retry once', 'touch + retry once'],
  ['reboot the moon', 'reboot the moon', 'reboot the moon'],
])('a card says %s in the reader’s language, and in the worker’s own words', (allowedAction, zh, en) => {
  expect(actionWords(wordsOf('zh-TW', 'UTC'), { allowedAction })).toBe(zh)
  expect(actionWords(wordsOf('en', 'UTC'), { allowedAction })).toBe(en)
})
