import type { EventType } from '../../contract.ts'

/** Words that give a kind of event away, most telling first. */
const KINDS: { type: EventType; words: RegExp }[] = [
  { type: 'schema_error', words: /schema|欄位|格式|型別|validation|json/i },
  { type: 'artifact_missing', words: /artifact|上傳|檔案不見|找不到檔|缺檔|缺少|upload|missing file/i },
  { type: 'lease_risk', words: /租約|lease|逾期|到期|過期/i },
  { type: 'claim_idle', words: /認領|沒人動|閒置|沒進度|claim|idle/i },
  { type: 'fetch_failed', words: /fetch|抓不到|抓取|下載|連不上|連線|timeout|逾時|網路|download|network/i },
]

const PHASES: { phase: string; words: RegExp }[] = [
  { phase: 'upload', words: /上傳|upload/i },
  { phase: 'download', words: /下載|抓|fetch|download/i },
  { phase: 'validate', words: /驗證|檢查|schema|格式|validat/i },
  { phase: 'claim', words: /認領|claim|租約|lease/i },
  { phase: 'review', words: /審|review|驗收/i },
]

/** The kind and phase that a person's words sound like; shown to them before anything is kept. */
export function guessEvent(words: string): { eventType: EventType; phase: string } {
  const eventType = KINDS.find((it) => it.words.test(words))?.type ?? 'manual_blocker'
  const phase = PHASES.find((it) => it.words.test(words))?.phase ?? 'general'
  return { eventType, phase }
}
