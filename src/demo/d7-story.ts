import type { EventType } from '../contract.ts'

/** What the story is played on: the API, the phones and a clock; a test and the demo have each their own. */
export type D7Stage = {
  /** What the people who watch are told. */
  say(line: string): void
  post(path: string, body: object): Promise<Record<string, unknown>>
  /** Taps a button of the newest card that has it on somebody's phone. */
  tap(name: string, label: string): Promise<void>
  moveDays(days: number): Promise<void>
  /** Runs the day-7 scorecard. */
  runScorecard(): Promise<void>
}

const JOB = '0190b1d0-0000-7000-8000-00000000d7d7'
const WORKER = 'codex-07'

const event = (event_type: EventType, phase: string, stderr: string, repair_action: string) => ({
  job_id: JOB,
  worker_id: WORKER,
  event_type,
  phase,
  raw_command_output: { exit_code: 1, stderr },
  repair_action,
})

const FETCH = event(
  'fetch_failed',
  'download',
  'curl: (56) fetch failed: Recv failure: Connection reset by peer',
  'touch + retry once',
)
const SCHEMA = event(
  'schema_error',
  'validate',
  'ValidationError: /items/3/price must be number',
  'change_prompt',
)

/**
 * The first seven days as they are meant to go: three events, one policy decided in LINE, one gate
 * passed with 200 and upload evidence, one prompt changed because of a lesson; then the scorecard.
 */
export async function playD7(stage: D7Stage): Promise<void> {
  const { say, post, tap, moveDays } = stage
  say('第 1 天：worker 下載失敗，自己重試一次，並回報。')
  await post('/api/pls/worker-repair-events', FETCH)
  await moveDays(1)
  say('第 2 天：同樣的錯又來一次，變成修復提案；林怡君在 LINE 按下「批准」。')
  await post('/api/pls/worker-repair-events', FETCH)
  await tap('林怡君', '批准')
  await moveDays(1)
  say('第 3 天：價格欄位不合 schema，第三件事件。')
  await post('/api/pls/worker-repair-events', SCHEMA)
  await moveDays(1)
  say('第 4 天：artifact gate 第一次沒過（沒有檔案），補上傳之後 200 合格。')
  const gate = { job_id: JOB, primary_artifact_url: 'https://artifacts.example.com/jobs/d7/report.pdf' }
  await post('/api/pls/artifact-gate-checks', { ...gate, http_status: 200, upload_files_count: 0 })
  await post('/api/pls/artifact-gate-checks', { ...gate, http_status: 200, upload_files_count: 2 })
  await moveDays(2)
  say('第 6 天：因為學到的事改了 prompt，並記下下一輪優先做什麼。')
  await post('/api/pls/learning-memory-updates', {
    job_id: JOB,
    topic_key: 'schema_error',
    lesson: '價格欄位有時帶幣別符號，驗證前要先正規化。',
    next_round_priority: '把價格正規化寫進 prompt 的範例。',
    adoption_signal: 'prompt_or_tooling_adjusted: 驗證的 prompt 加上正規化',
  })
  await moveDays(2)
  say('七天過去了：計分卡送給 Louis、PLS owner 和 Pool owner。')
  await stage.runScorecard()
}
