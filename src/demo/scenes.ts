/** Failures that the demo plays: one that the PLS owner decides, one with a repair of medium risk, one of high risk. */
export const SCENES = {
  fetch: {
    label: '播放：兩次抓取失敗（低風險）',
    event: {
      job_id: '0190b1d0-0000-7000-8000-000000000001',
      worker_id: 'codex-07',
      event_type: 'fetch_failed',
      phase: 'download',
      raw_command_output: {
        command: 'curl -fsS https://artifacts.example.com/jobs/4711/manifest.json',
        exit_code: 56,
        stderr: 'curl: (56) fetch failed: Recv failure: Connection reset by peer',
      },
      repair_action: 'touch + retry once',
    },
  },
  schema: {
    label: '播放：兩次 schema 錯誤（中風險）',
    event: {
      job_id: '0190b1d0-0000-7000-8000-000000000002',
      worker_id: 'codex-03',
      event_type: 'schema_error',
      phase: 'validate',
      raw_command_output: 'ValidationError: /items/3/price must be number (got "NT$ 1,280")',
      repair_action: 'change_prompt',
    },
  },
  release: {
    label: '播放：兩次租約風險（高風險）',
    event: {
      job_id: '0190b1d0-0000-7000-8000-000000000003',
      worker_id: 'codex-11',
      event_type: 'lease_risk',
      phase: 'claim',
      raw_command_output: 'lease expires in 40 s, holder codex-02 has not reported for 18 min',
      repair_action: 'release',
    },
  },
} as const

export type SceneName = keyof typeof SCENES
