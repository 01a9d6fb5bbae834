// How programs write a moment. Every pattern is a sequence of bounded parts.

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?'
const DAY_NAME = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\\.?,?'
const ZONE =
  '(?: ?(?:z|utc|gmt|cst|est|edt|pst|pdt|mst|mdt|jst|kst|hkt|sgt|ist|cet|cest|bst)(?![a-z0-9]))?(?: ?\\(?[+-]\\d{2}:?\\d{2}\\)?)?'
const CLOCK = `\\d{1,2}[:_]\\d{2}(?:[:_]\\d{2}(?:[.,_]\\d{1,9})?)?(?: ?[ap]\\.?m\\b\\.?)?${ZONE}`
const CLOCK_AFTER = `(?:(?:t|,? (?:at )?|:| - |\\s?(?:上午|下午|晚上|凌晨|中午)\\s?)${CLOCK})?`
const NUMBERED = '\\d{1,2}(?:st|nd|rd|th)?'

const SHAPES = [
  // klog, before an error: E1122 09:00:00.123456   12345 memcache.go:265]
  '(?<=^|\\s)[iwef]\\d{4} \\d{2}:\\d{2}:\\d{2}\\.\\d{1,9} {1,8}\\d{1,10}(?= )',
  // ISO, and with slashes or dots: 2026-11-22T09:00:00.123Z, 2026/11/22 09:00:00, 22.11.2026
  `(?<![\\w.-])\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}${CLOCK_AFTER}(?![\\w-])`,
  `(?<![\\w./-])\\d{1,2}([/.-])\\d{1,2}\\2\\d{4}${CLOCK_AFTER}(?![\\w-])`,
  // Signatures of AWS, and names of logs: 20261122T090000Z
  '(?<![a-z0-9])\\d{8}[t_-]\\d{6}z?(?![a-z0-9])',
  // HTTP, web servers, and how people write: Sun, 22 Nov 2026 09:00:00 GMT, 22/Nov/2026:09:00:00 +0800
  `\\b(?:${DAY_NAME} )?${NUMBERED}[ /-]${MONTH}[ /-]\\d{4}${CLOCK_AFTER}`,
  // Logs, ctime and how people write: Nov 22 09:00:00, Sun Nov 22 09:00:00 CST 2026, November 22, 2026
  `\\b(?:${DAY_NAME} )?${MONTH} {1,2}${NUMBERED}(?:,? \\d{4}(?!:)\\b${CLOCK_AFTER}| ${CLOCK}(?: \\d{4}(?![:.\\d]))?)`,
  `\\b${DAY_NAME} ${MONTH} {1,2}${NUMBERED}\\b`,
  `\\d{2,4} ?年 ?\\d{1,2} ?月 ?\\d{1,2} ?日(?:\\s?[(（]?(?:星期|週|周|礼拜|禮拜)[一二三四五六日天][)）]?)?${CLOCK_AFTER}`,
]

/** A date, with its time where that follows. */
export const MOMENTS = SHAPES.map((it) => new RegExp(it, 'gi'))
