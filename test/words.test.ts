import { expect, test } from 'vitest'
import { COMMANDS } from '../src/chat/commands.ts'
import { en } from '../src/words/en.ts'
import { LOCALES, type Phrase, wordsOf } from '../src/words/words.ts'
import { zhTW } from '../src/words/zh-tw.ts'
import { readSources, type Source, source } from './architecture/read-sources.ts'

function flatten(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flatten(value, `${path}${key}.`),
  )
}

const CHINESE = flatten(zhTW)
const ENGLISH = new Map(flatten(en))
const placeholders = (text: string) => [...new Set(text.match(/{{\w+}}/g))].sort()

test('every phrase is there in both languages and says something', () => {
  expect([...ENGLISH.keys()].sort()).toEqual(CHINESE.map(([key]) => key).sort())
  for (const [key, text] of [...CHINESE, ...ENGLISH]) expect(text.trim(), key).not.toBe('')
})

test.each(CHINESE)('%s is filled with the same things in both languages', (key, text) => {
  expect(placeholders(ENGLISH.get(key) ?? '')).toEqual(placeholders(text))
})

test('a filled phrase has no placeholder left', () => {
  for (const locale of LOCALES) {
    const { t } = wordsOf(locale, 'Asia/Taipei')
    for (const [key, text] of CHINESE) {
      const params = Object.fromEntries(placeholders(text).map((it) => [it.slice(2, -2), '<&>']))
      expect(t(key as Phrase, params)).not.toMatch(/{{|}}|&lt;|&amp;/)
    }
  }
})

// What is said otherwise in Taiwan: 資訊、網路、使用者、預設、登入、支援、軟體、影片、品質、批准…
const MAINLAND =
  /信息|網絡|用戶|默認|登錄|支持|軟件|硬件|視頻|音頻|質量|通過|程序|數據|服務器|消息|文檔|鏈接|屏幕|激活|點擊|緩存|鼠標|打印|互聯網|短信|文件夾|運行|字符|字節|實時|博客|回調|賬號|賬戶|登出成功|菜單|添加|搜索|設置|刷新|卸載|在線|離線|全局|配置文件|優化器|模塊|函數庫|接口|端口|線程|進程|內存|腳本語言|當前/
const SIMPLIFIED = /[这们为时对发会经说过还请输点击认图报决该让谁给错误务员启动]/u

const termsIn = (text: string) => [
  ...(text.match(new RegExp(MAINLAND, 'g')) ?? []),
  ...(text.match(new RegExp(SIMPLIFIED, 'gu')) ?? []),
]

/** What stands inside the strings of a program. */
function wordsIn(it: Source): string {
  return it.text
    .split('')
    .map((char, at) => (it.code[at] === ' ' && it.comments[at] === ' ' ? char : ' '))
    .join('')
}

test('the bot speaks as people in Taiwan do', () => {
  const programs = readSources('src').filter((it) => /\.(ts|js)$/.test(it.path))
  const found = programs.flatMap((it) => termsIn(wordsIn(it)).map((term) => `${it.path}: ${term}`))
  expect(found).toEqual([])
  expect(termsIn(wordsIn(source('a.ts', "const a = '用戶已通過'")))).toEqual(['用戶', '通過'])
  expect(termsIn(wordsIn(source('a.ts', "const a = '请确认'")))).not.toEqual([])
})

/** Half-width punctuation beside Chinese; what fills a placeholder is Chinese too. */
const halfWidth = (text: string) =>
  text.replace(/{{\w+}}/g, '字').match(/\p{Script=Han}\s*[,.;:!?()]|[,;:!?()]\s*\p{Script=Han}/u)?.[0] ?? null

test.each(CHINESE)('%s has full-width punctuation beside Chinese', (_, text) => {
  expect(halfWidth(text)).toBeNull()
})

test('the look for half-width punctuation finds it', () => {
  for (const it of ['好,謝謝', '決定:{{what}}', '(一)', '完成!']) expect(halfWidth(it)).not.toBeNull()
  for (const it of ['好，謝謝', 'LINE/policy owner 不清楚', '綁定 ABCDE-12345', '{{n}}/{{of}}'])
    expect(halfWidth(it)).toBeNull()
})

test('every command has a name in each language', () => {
  for (const { names } of COMMANDS) {
    expect(
      names.some((it) => /\p{Script=Han}/u.test(it)),
      names.join(),
    ).toBe(true)
    expect(
      names.some((it) => /^[a-z]+$/.test(it)),
      names.join(),
    ).toBe(true)
  }
})
