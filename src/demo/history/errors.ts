import type { EventType, LearningInput } from '../../contract.ts'

export type KnownError = {
  event_type: EventType
  phase: string
  stderr: string
  repair_action: string
  /** How likely a retry helps. */
  recovers: number
}

/** What goes wrong in the seeded history, from the most to the least common. */
export const ERRORS: readonly [KnownError, ...KnownError[]] = [
  {
    event_type: 'fetch_failed',
    phase: 'download',
    stderr: 'curl: (56) fetch failed: Recv failure: Connection reset by peer',
    repair_action: 'touch + retry once',
    recovers: 0.8,
  },
  {
    event_type: 'fetch_failed',
    phase: 'upload',
    stderr: 'PUT manifest.json: 503 Service Unavailable',
    repair_action: 'retry once',
    recovers: 0.6,
  },
  {
    event_type: 'schema_error',
    phase: 'validate',
    stderr: 'ValidationError: /items/3/price must be number',
    repair_action: 'change_prompt',
    recovers: 0,
  },
  {
    event_type: 'artifact_missing',
    phase: 'publish',
    stderr: 'report.pdf is listed and was not uploaded',
    repair_action: 'diagnose + retry once',
    recovers: 0.3,
  },
  {
    event_type: 'claim_idle',
    phase: 'claim',
    stderr: 'claimed, and no progress for 30 min',
    repair_action: 'requeue_job',
    recovers: 0,
  },
  {
    event_type: 'lease_risk',
    phase: 'claim',
    stderr: 'lease expires in 40 s, the holder has not reported for 18 min',
    repair_action: 'release',
    recovers: 0,
  },
  {
    event_type: 'manual_blocker',
    phase: 'login',
    stderr: 'the site asks for a captcha',
    repair_action: 'diagnose',
    recovers: 0,
  },
]

export type Lesson = Omit<LearningInput, 'job_id'>

/** What is learnt, and what comes first next time. */
export const LESSONS: readonly [Lesson, ...Lesson[]] = [
  {
    topic_key: 'fetch_failed',
    lesson: '重試之前先 touch 租約，就不會在等待時被收回。',
    next_round_priority: '先查租約剩多久，再決定要不要重試。',
    adoption_signal: 'prompt_or_tooling_adjusted: 重試的 prompt 加上 touch',
  },
  {
    topic_key: 'schema_error',
    lesson: '價格欄位有時帶幣別符號，驗證前要先正規化。',
    next_round_priority: '把價格正規化寫進 prompt 的範例。',
    adoption_signal: 'lesson_shared: 已貼到 PLS',
  },
  {
    topic_key: 'artifact_missing',
    lesson: '上傳之後要再讀一次清單，數量對了才算完成。',
    next_round_priority: '完成之前一律先跑 gate 檢查。',
    adoption_signal: 'prompt_or_tooling_adjusted: 上傳工具會回報檔案數',
  },
]
