import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { inTransaction } from '../../src/domain/context.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { askPolicies } from '../../src/domain/policies/ask.ts'
import { decidePolicy } from '../../src/domain/policies/decide.ts'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { tellMembers } from '../../src/domain/tell.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anEvent } from '../support/given.ts'
import type { Phone } from '../support/phone.ts'

export type Scene = { bot: Bot; louis: Phone; owner: Phone; pool: Phone; worker: Phone; jobs: string[] }

const DAY = 24 * 60 * 60 * 1_000

/** Repairs that workers proposed, one for each risk. */
const FAILURES = [
  { event_type: 'fetch_failed', phase: 'download', repair_action: 'touch + retry once', times: 26 },
  {
    event_type: 'schema_error',
    phase: 'validate',
    repair_action: 'change_prompt',
    raw_command_output: 'ValidationError: /items/3/price must be number (got "NT$ 1,280")',
    times: 17,
  },
  {
    event_type: 'lease_risk',
    phase: 'claim',
    repair_action: 'release',
    raw_command_output: 'lease expires in 40 s, holder codex-02 has not reported for 18 min',
    times: 7,
  },
  {
    event_type: 'artifact_missing',
    phase: 'upload',
    repair_action: 'requeue_job',
    raw_command_output: { exit_code: 1, stderr: 'manifest.json lists 3 files, 2 were uploaded' },
    times: 9,
  },
] as const

async function ok(bot: Bot, path: string, body: unknown, token: string) {
  const answer = await bot.request('POST', `/api/pls${path}`, { token, body })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}

async function someFailures(bot: Bot, token: string): Promise<void> {
  const all = FAILURES.flatMap(({ times, ...failure }) =>
    Array.from({ length: times }, (_, n) => ({
      failure,
      worker_id: `codex-0${((n * n) % 5) + 1}`,
      days: ((n * n * 3 + failure.phase.length) % 17) + (n % 10) / 10,
    })),
  )
  for (const { failure, worker_id, days } of all.sort((a, b) => b.days - a.days)) {
    const occurred_at = new Date(bot.clock.now().getTime() - days * DAY).toISOString()
    await ok(bot, '/worker-repair-events', anEvent({ ...failure, worker_id, occurred_at }), token)
  }
}

async function someJobs(bot: Bot, token: string): Promise<string[]> {
  const titles = ['整理 10 月份供應商報價', '更新商品頁面的價格表', '下載並驗證物流清單', '產生門市週報']
  const ids: string[] = []
  for (const [n, title] of titles.entries()) {
    const { job_id } = await ok(bot, '/jobs', { title, pool: 'default' }, token)
    const id = String(job_id)
    const worker_id = `codex-0${n + 1}`
    ids.push(id)
    if (n === 3) continue
    await ok(bot, `/jobs/${id}/claim`, { worker_id }, token)
    await ok(bot, `/jobs/${id}/progress`, { worker_id, note: '已下載 3 個檔案，開始驗證欄位。' }, token)
    await ok(
      bot,
      `/jobs/${id}/artifacts`,
      { worker_id, files: [{ name: 'report.csv', size: 48_213, sha256: 'a'.repeat(64) }] },
      token,
    )
    const check = { job_id: id, primary_artifact_url: `https://artifacts.example.com/jobs/${n}/report.csv` }
    await ok(
      bot,
      '/artifact-gate-checks',
      { ...check, http_status: [200, 503, 404][n], upload_files_count: n === 2 ? 0 : 1 },
      token,
    )
    if (n === 0) await ok(bot, `/jobs/${id}/complete`, { worker_id }, token)
  }
  return ids
}

async function someLessons(bot: Bot, token: string): Promise<void> {
  const lessons = [
    [
      'fetch_failed',
      '下載失敗多半是對方限流；隔 30 秒再試一次就好，不要連續重試。',
      '先看 Retry-After 再決定要不要重試',
      'prompt_or_tooling_adjusted：重試前先讀 Retry-After',
    ],
    [
      'schema_error',
      '價格欄位可能帶幣別；驗證之前先拿掉「NT$」和千分位。',
      '把欄位清理寫進共用的工具',
      '已經有兩個 worker 採用',
    ],
  ] as const
  for (const [topic_key, lesson, next_round_priority, adoption_signal] of lessons)
    await ok(
      bot,
      '/learning-memory-updates',
      { job_id: randomUUID(), topic_key, lesson, next_round_priority, adoption_signal },
      token,
    )
}

async function someActions(bot: Bot, token: string, job_id: string): Promise<void> {
  const action = {
    job_id,
    worker_id: 'codex-02',
    raw_command_output: 'lease holder codex-05: no heartbeat for 42 min',
  }
  await ok(
    bot,
    '/self-heal-actions',
    {
      ...action,
      action: 'reclaim',
      target: 'job 4711',
      parameters: { force: true },
      reason: '持有租約的 worker 已經 42 分鐘沒有回報',
    },
    token,
  )
  await ok(
    bot,
    '/self-heal-actions',
    { ...action, action: 'extend_lease', target: 'job 4712', reason: '驗證還需要 10 分鐘' },
    token,
  )
}

async function decide(
  bot: Bot,
  allowedAction: string,
  status: 'approved' | 'rejected',
  reason: string,
): Promise<void> {
  const where = { allowedAction, policyKey: { startsWith: 'repair:' } }
  const { id } = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({ where })
  const owner = await bot.db.prisma.member.findFirstOrThrow({ where: { role: 'pls_owner' } })
  await decidePolicy({ ...bot.ctx, actor: asActor(owner) }, { policyId: id, status, reason })
}

async function someDecisions(bot: Bot): Promise<void> {
  await decide(bot, 'touch + retry once', 'approved', '網路偶爾不穩，重試一次就好')
  await decide(bot, 'requeue_job', 'rejected', '沒有處理到真正的原因')
}

/** A message that LINE refuses for good: nobody has this address. */
export async function aDeadMessage(bot: Bot, name: string): Promise<void> {
  const { id, locale } = await bot.db.prisma.member.findFirstOrThrow({ where: { name } })
  const to = { id, locale, lineUserId: `U${'f'.repeat(32)}` }
  await inTransaction(bot.ctx, (tx) =>
    tellMembers(tx, [to], `greeting:${id}`, [{ kind: 'say', phrase: 'say.cancelled' }]),
  )
}

/** A bot in the middle of a round: people, failures, proposals, jobs, lessons, and one message that LINE refused. */
export async function aBusyBot(): Promise<Scene> {
  const bot = await startBot({ quota: 500 })
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const pool = await bot.person('pool_owner', '陳柏翰')
  const worker = await bot.person('worker', '王小明')
  const since = new Date(bot.clock.now().getTime() - 4 * DAY)
  await startRound(bot.ctx, '第一輪：讓 worker 的自我修復看得到、管得到', since)
  await askPolicies(bot.ctx)
  const token = await bot.token('worker')
  await someFailures(bot, token)
  bot.clock.advance({ minutes: 47 })
  await someDecisions(bot)
  const jobs = await someJobs(bot, token)
  bot.clock.advance({ minutes: 22 })
  await someLessons(bot, token)
  bot.clock.advance({ minutes: 31 })
  await someActions(bot, token, jobs[1] ?? '')
  await aDeadMessage(bot, '陳柏翰')
  await bot.runTasks()
  bot.clock.advance({ minutes: 8 })
  return { bot, louis, owner, pool, worker, jobs }
}
