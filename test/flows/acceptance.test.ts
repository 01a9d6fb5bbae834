import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { closeRound, startRound } from '../../src/domain/rounds/rounds.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anAction } from '../support/crew.ts'
import { anEvent } from '../support/given.ts'
import { visible } from '../support/phone.ts'

const API = '/api/pls'

async function open() {
  const bot = await startBot()
  const token = await bot.token('worker')
  const post = (path: string, body: object) => bot.request('POST', `${API}${path}`, { token, body })
  const made = async (path: string, body: object) => {
    const answer = await post(path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const get = async (path: string, role: 'pls_owner' | 'louis' | 'ops' = 'ops') =>
    (await bot.request('GET', `${API}${path}`, { token: await bot.token(role) })).body
  return { bot, token, post, made, get }
}

/** What the log holds of a verb. */
const entries = (bot: Bot, verb: string) => bot.db.prisma.auditEntry.findMany({ where: { verb } })

test('human 1: the owner sees in one list what runs by itself and what needs approval', async () => {
  const { made, get } = await open()
  await made('/self-heal-actions', anAction({ action: 'requeue_job' }))
  await made('/self-heal-actions', anAction({ action: 'reclaim' }))
  const { items, next } = (await get('/worker-policy?limit=200', 'pls_owner')) as {
    items: { allowed_action: string; runs: string; approval_required_by: string; status: string }[]
    next: string | null
  }
  expect(next).toBeNull()
  const by = (runs: string) => items.filter((it) => it.runs === runs).map((it) => it.allowed_action)
  expect(by('by_itself')).toEqual(['diagnose', 'touch', 'retry_once', 'repair_proposal'])
  expect(by('after_approval')).toEqual(['requeue_job', 'extend_lease', 'change_prompt', 'change_tooling'])
  expect(new Set(by('approved_each_time'))).toEqual(
    new Set(['release', 'reclaim', 'cross_project_permission', 'external_commitment']),
  )
  for (const it of items) {
    const approver = { by_itself: 'none', after_approval: 'pls_owner', approved_each_time: 'louis' }[it.runs]
    expect(it.approval_required_by, it.allowed_action).toBe(approver)
  }
  expect(items.at(-1)).toMatchObject({ allowed_action: 'reclaim', status: 'draft' })
})

test('human 2: after a failed fetch the worker touches and retries once, and leaves the evidence', async () => {
  const { bot, made } = await open()
  const { job_id } = await made('/jobs', { title: 'fetch the report' })
  const worker_id = 'codex-01'
  await made(`/jobs/${job_id}/claim`, { worker_id })
  const raw_command_output = { stderr: 'curl: (56) fetch failed' }
  const reported = await made('/worker-repair-events', anEvent({ job_id, raw_command_output }))
  expect(reported).toMatchObject({ next_step: 'retry_once', proposal: null })
  await made(`/jobs/${job_id}/touch`, { worker_id })
  const asked = await made(
    '/self-heal-actions',
    anAction({ job_id, action: 'retry_once', target: 'https://source.example/report', raw_command_output }),
  )
  expect(asked).toMatchObject({ verdict: 'allow', grant: { id: expect.any(String) } })
  await made(`/self-heal-actions/${asked.id}/start`, { worker_id })
  const evidence = { result: 'recovered', raw_command_output: { http_status: 200 } }
  expect(await made(`/self-heal-actions/${asked.id}/finish`, evidence)).toMatchObject({
    status: 'finished',
    result: 'recovered',
  })
  const again = await bot.request('POST', `${API}/self-heal-actions/${asked.id}/start`, {
    token: await bot.token('worker'),
    body: {},
  })
  expect(again.status).toBe(403)
  expect(await entries(bot, 'job.touch')).toHaveLength(1)
  expect(await entries(bot, 'action.start')).toHaveLength(1)
  expect(await entries(bot, 'action.finish')).toMatchObject([{ rawCommandOutput: { http_status: 200 } }])
})

test('human 3: the same error again makes a proposal, and completes nothing', async () => {
  const { bot, made, post } = await open()
  const owner = await bot.person('pls_owner', '林怡君')
  const { job_id } = await made('/jobs', { title: 'fetch the report' })
  const worker_id = 'codex-01'
  await made(`/jobs/${job_id}/claim`, { worker_id })
  await made('/worker-repair-events', anEvent({ job_id }))
  const again = await made('/worker-repair-events', anEvent({ job_id }))
  expect(again).toMatchObject({ next_step: 'propose', proposal: { status: 'draft' } })
  const [card] = await owner.read()
  expect(visible(card)).toContain('fetch failed')
  const complete = await post(`/jobs/${job_id}/complete`, { worker_id })
  expect(complete).toMatchObject({ status: 409, body: { code: 'artifact-gate-not-passed' } })
  expect(await bot.db.prisma.job.findFirst()).toMatchObject({ status: 'claimed', completedAt: null })
})

test.each(['release', 'reclaim'])(
  'human 4: Louis decides about %s, with two taps, and nobody else',
  async (action) => {
    const { bot, made, post } = await open()
    const louis = await bot.person('louis', 'Louis')
    const owner = await bot.person('pls_owner', '林怡君')
    const { id, policy_key } = await made('/self-heal-actions', anAction({ action }))
    await bot.runTasks()
    expect(await owner.read()).toEqual([])
    const refused = await bot.request(
      'PATCH',
      `${API}/worker-policy/${encodeURIComponent(String(policy_key))}`,
      {
        token: await bot.token('pls_owner'),
        body: { status: 'approved', reason: 'I think so' },
      },
    )
    expect(refused).toMatchObject({ status: 403, body: { code: 'wrong-role' } })
    expect(visible((await louis.read())[0])).toContain('job 42')
    await louis.tap('批准')
    expect((await post(`/self-heal-actions/${id}/start`, {})).body).toMatchObject({ code: 'grant-missing' })
    expect(visible((await louis.read())[0])).toContain('job 42')
    await louis.tap('確認批准')
    expect((await post(`/self-heal-actions/${id}/start`, {})).body).toMatchObject({ status: 'running' })
    expect(await entries(bot, 'policy.approve')).toMatchObject([{ actorName: 'Louis' }])
  },
)

test('system 1: an event is kept with its phase, raw output and repair action', async () => {
  const { bot, made, get } = await open()
  const event = anEvent({ phase: 'parse', raw_command_output: { exit_code: 2, stderr: ['bad', { row: 7 }] } })
  const { id } = await made('/worker-repair-events', event)
  const { items } = (await get('/worker-repair-events')) as { items: object[] }
  expect(items).toMatchObject([{ id, ...event }])
  const { rows } = await bot.db.pool.query(
    'select phase, raw_command_output, repair_action from worker_repair_events',
  )
  expect(rows).toEqual([
    { phase: 'parse', raw_command_output: event.raw_command_output, repair_action: event.repair_action },
  ])
  expect(await entries(bot, 'event.report')).toMatchObject([{ rawCommandOutput: event.raw_command_output }])
})

test('system 2: a gate check is kept with URL, status and count, and the server says what comes of it', async () => {
  const { made, get } = await open()
  const check = {
    job_id: randomUUID(),
    primary_artifact_url: 'https://files.example/report.pdf',
    http_status: 404,
    upload_files_count: 2,
  }
  expect(await made('/artifact-gate-checks', { ...check, result: 'pass' })).toMatchObject({ result: 'fail' })
  expect(await made('/artifact-gate-checks', { ...check, http_status: 200 })).toMatchObject({
    result: 'pass',
  })
  const { items } = (await get('/artifact-gate-checks')) as { items: object[] }
  expect(items).toMatchObject([
    { ...check, http_status: 200, result: 'pass', reasons: [] },
    { ...check, result: 'fail', reasons: [expect.stringContaining('404')] },
  ])
})

test('system 3: a job without a passed gate is not completed, and the answer says what is missing', async () => {
  const { bot, made, post } = await open()
  const { job_id } = await made('/jobs', { title: 'a report' })
  const worker_id = 'codex-01'
  const complete = () => post(`/jobs/${job_id}/complete`, { worker_id })
  const check = { job_id, primary_artifact_url: 'https://files.example/a', http_status: 200 }
  await made(`/jobs/${job_id}/claim`, { worker_id })
  expect((await complete()).body).toMatchObject({
    status: 409,
    missing: [expect.stringMatching(/gate check/)],
  })
  await made('/artifact-gate-checks', { ...check, upload_files_count: 0 })
  expect((await complete()).body).toMatchObject({
    status: 409,
    missing: [expect.stringMatching(/files_count/)],
  })
  bot.clock.advance({ seconds: 1 })
  await made('/artifact-gate-checks', { ...check, upload_files_count: 1 })
  expect(await complete()).toMatchObject({
    status: 200,
    body: { status: 'completed', gate: { result: 'pass' } },
  })
  expect(await entries(bot, 'job.complete-blocked')).toHaveLength(2)
})

test('system 4: a high risk is only ever a draft until Louis has decided', async () => {
  const { bot, post } = await open()
  for (const action of ['release', 'reclaim', 'cross_project_permission', 'external_commitment', 'rm -rf']) {
    const { status, body } = await post('/self-heal-actions', anAction({ action }))
    expect(status, action).toBe(202)
    expect(body).toMatchObject({ verdict: 'propose', status: 'draft' })
    expect(body.grant).toBeUndefined()
    expect((await post(`/self-heal-actions/${body.id}/start`, {})).body).toMatchObject({
      code: 'grant-missing',
    })
  }
  const event = anEvent({ repair_action: 'release the job' })
  await post('/worker-repair-events', event)
  expect((await post('/worker-repair-events', event)).body).toMatchObject({ proposal: { status: 'draft' } })
  const rows = await bot.db.prisma.workerPolicyDecision.findMany()
  expect(rows).toHaveLength(6)
  for (const row of rows)
    expect(row).toMatchObject({
      riskLevel: 'high',
      status: 'draft',
      approvalRequiredBy: 'louis',
      decidedAt: null,
    })
  expect(await bot.db.prisma.selfHealGrant.count()).toBe(0)
  expect(await bot.db.prisma.selfHealExecution.count()).toBe(0)
})

test('system 5: each round ends with a lesson and the next priority, or it does not end', async () => {
  const { bot, made, get, post } = await open()
  const lesson = {
    job_id: randomUUID(),
    topic_key: 'fetch',
    lesson: 'touch before the retry',
    next_round_priority: 'probe the source first',
    adoption_signal: 'prompt_or_tooling_adjusted: the prompt says "touch first"',
  }
  for (const topic of ['one', 'two']) {
    await startRound(bot.ctx, topic)
    await expect(closeRound(bot.ctx)).rejects.toMatchObject({ code: 'round-incomplete' })
    for (const field of ['lesson', 'next_round_priority']) {
      const answer = await post('/learning-memory-updates', { ...lesson, [field]: '' })
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: field }] } })
    }
    await made('/learning-memory-updates', lesson)
    bot.clock.advance({ hours: 1 })
    expect((await get('/worker-reliability-scorecard')).learning).toMatchObject({
      updates: 1,
      latest: [{ topic_key: 'fetch', next_round_priority: 'probe the source first' }],
    })
    await closeRound(bot.ctx)
    bot.clock.advance({ hours: 1 })
  }
})
