import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { TOOLS } from '../../src/http/mcp-tools.ts'
import { workerPrompt } from '../../src/http/mcp-worker-prompt.ts'
import { startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { connectMcp } from '../support/mcp.ts'

const job_id = randomUUID()
const worker_id = 'codex-01'
const mine = { job_id, worker_id }
const release = { ...mine, action: 'release', target: 'job 17', reason: 'stuck', raw_command_output: 'stuck' }

test('the official client lists and calls every tool', async () => {
  const bot = await startBot()
  const { client, call, works, called } = await connectMcp(bot, await bot.token('worker', worker_id))
  const { tools } = await client.listTools()
  expect(tools.map((it) => it.name)).toEqual(TOOLS.map((it) => it.name))
  for (const it of tools) {
    expect(it.description?.length, it.name).toBeGreaterThan(20)
    expect(it.inputSchema.type, it.name).toBe('object')
  }
  expect(tools.find((it) => it.name === 'report_repair')?.inputSchema.required).toContain(
    'raw_command_output',
  )

  expect(await works('doctor')).toMatchObject({ you: { role: 'worker', worker_id } })
  expect(await works('claim', { ...mine, title: 'a job' })).toMatchObject({ status: 'claimed', worker_id })
  await works('claim', { ...mine, title: 'a job' })
  await works('touch', mine)
  await works('progress', { ...mine, note: 'half done' })
  await works('upload_files', { ...mine, files: [{ name: 'a', size: 1, sha256: 'a'.repeat(64) }] })
  const event = anEvent(mine)
  expect(await works('report_repair', event)).toMatchObject({ next_step: 'retry_once' })
  await works('friction', { ...mine, message: 'nobody answers' })
  const gate = {
    job_id,
    primary_artifact_url: 'https://example.com/a',
    http_status: 200,
    upload_files_count: 1,
  }
  expect(await works('gate', gate)).toMatchObject({ result: 'pass' })
  await works('learn', {
    job_id,
    topic_key: 't',
    lesson: 'l',
    next_round_priority: 'n',
    adoption_signal: 's',
  })
  expect(await works('context', { job_id })).toMatchObject({
    job: { progress: [{ note: 'half done' }] },
    priorities: [{ next_round_priority: 'n' }],
  })
  expect(await works('complete', mine)).toMatchObject({ status: 'completed' })
  const { id } = await works('act_request', { ...release, action: 'diagnose' })
  expect(await works('act_wait', { id, wait: 1 })).toMatchObject({ status: 'approved' })
  expect(await works('act_start', { id })).toMatchObject({ status: 'running' })
  expect(await works('act_finish', { id, result: 'well', raw_command_output: 'ok' })).toMatchObject({
    status: 'finished',
  })
  expect((await call('act_start', { id })).body).toMatchObject({ code: 'grant-used' })
  expect([...called].sort()).toEqual(tools.map((it) => it.name).sort())
})

test('a refusal says what a model should do next', async () => {
  const bot = await startBot()
  const { call, client } = await connectMcp(bot, await bot.token('worker', worker_id))
  const refusals: [tool: string, args: Record<string, unknown>, code: string, advice: RegExp][] = [
    ['touch', mine, 'not-found', /claim.*title/],
    ['report_repair', { ...mine, phase: '' }, 'bad-input', /errors/],
    ['claim', { job_id: 'job-1', worker_id }, 'bad-input', /errors/],
    ['touch', { ...mine, worker_id: 'another' }, 'wrong-role', /Stop/],
    ['act_start', { id: randomUUID() }, 'not-found', /id/],
  ]
  for (const [tool, args, code, advice] of refusals) {
    const { isError, body } = await call(tool, args)
    expect.soft([isError, body.code], `${tool}: ${JSON.stringify(body)}`).toEqual([true, code])
    expect.soft(body.what_to_do).toMatch(advice)
  }
  const { body } = await call('report_repair', { ...mine, phase: '' })
  expect((body.errors as { path: string }[]).map((it) => it.path)).toContain('event_type')
  await expect(client.callTool({ name: 'approve', arguments: {} })).rejects.toThrow('no tool approve')
})

test('the same idempotency key has one effect', async () => {
  const bot = await startBot()
  const { works } = await connectMcp(bot, await bot.token('worker', worker_id))
  const args = { ...anEvent(mine), idempotency_key: 'once' }
  const [first, second] = [await works('report_repair', args), await works('report_repair', args)]
  expect(second).toEqual(first)
  expect(await bot.db.prisma.workerRepairEvent.count()).toBe(1)
})

test("a worker's token decides nothing, and an owner's token is no worker", async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const { proposal } = await aProposal(bot, mine)
  const { works, call, client } = await connectMcp(bot, await bot.token('worker', worker_id))
  const asked = await works('act_request', release)
  expect(asked).toMatchObject({ verdict: 'propose' })
  const decision = {
    policy_key: proposal.policy_key,
    status: 'approved',
    reason: 'me',
    version: 1,
    decided_by: 'Louis',
  }
  const ids = {
    ...mine,
    ...decision,
    id: String(asked.id),
    verdict: 'allow',
    risk_level: 'low',
    parameters: {},
  }
  for (const { name } of (await client.listTools()).tools) await call(name, { ...ids, wait: 0 })
  for (const it of ['../worker-policy', `..%2Fworker-policy%2F${proposal.policy_key}`])
    expect((await call('touch', { job_id: it, worker_id, ...decision })).isError).toBe(true)
  expect((await call('act_start', { id: String(asked.id) })).body).toMatchObject({ code: 'grant-missing' })
  const decided = await bot.db.prisma.workerPolicyDecision.count({ where: { status: { not: 'draft' } } })
  expect(decided).toBe(0)
  expect(await bot.db.prisma.selfHealExecution.count()).toBe(0)

  const owner = await connectMcp(bot, await bot.token('louis'))
  expect((await owner.call('act_request', release)).body).toMatchObject({ code: 'wrong-role' })
  expect((await owner.works('doctor')).you).toMatchObject({ role: 'louis' })
})

test('the approval matrix, the priorities and the rules can be read', async () => {
  const bot = await startBot()
  const { client, works } = await connectMcp(bot, await bot.token('worker', worker_id))
  await works('learn', {
    job_id,
    topic_key: 't',
    lesson: 'l',
    next_round_priority: 'first this',
    adoption_signal: 's',
  })
  const { resources } = await client.listResources()
  const read = async (uri: string) => {
    const [content] = (await client.readResource({ uri })).contents
    return JSON.parse(content && 'text' in content ? String(content.text) : '')
  }
  const [matrix, priorities] = await Promise.all(resources.map((it) => read(it.uri)))
  expect(matrix).toContainEqual(
    expect.objectContaining({ allowed_action: 'release', runs: 'approved_each_time' }),
  )
  expect(priorities).toMatchObject([{ next_round_priority: 'first this' }])
  const { prompts } = await client.listPrompts()
  const prompt = await client.getPrompt({ name: prompts[0]?.name ?? '' })
  expect(prompt.messages[0]?.content).toEqual({ type: 'text', text: workerPrompt() })
  expect(client.getInstructions()).toBe(workerPrompt())
})

test('the worker prompt in docs is the one that the rules make', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/worker-prompt.md'), 'utf8')
  expect(page, 'npm run worker-prompt writes it').toBe(workerPrompt())
})

test('without a live token, with another method or with nonsense, /mcp says no', async () => {
  const bot = await startBot()
  const token = await bot.token('worker')
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
  const headers = { accept: 'application/json, text/event-stream' }
  for (const bad of [undefined, 'cs_wrong']) {
    const answer = await bot.request('POST', '/mcp', { token: bad, body: ping, headers })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="countersign"',
    ])
  }
  const fine = await bot.request('POST', '/mcp', { token, body: ping, headers })
  expect([fine.status, fine.body.result], JSON.stringify(fine.body)).toEqual([200, {}])
  for (const method of ['GET', 'DELETE'])
    expect((await bot.request(method, '/mcp', { token, headers })).status).toBe(405)
  expect((await bot.request('POST', '/mcp', { token, raw: '{', headers })).status).toBe(400)
  expect((await bot.request('POST', '/mcp', { token, body: { hello: 1 }, headers })).status).toBe(400)
})
