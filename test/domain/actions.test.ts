import { expect, test } from 'vitest'
import { finishAction, startAction } from '../../src/domain/actions/run.ts'
import { getAction } from '../../src/domain/actions/show.ts'
import { expireUnanswered } from '../../src/domain/expire.ts'
import { halt, resume } from '../../src/domain/halts/halt.ts'
import { patchPolicy } from '../../src/domain/policies/patch.ts'
import { anAction, approve, asked, granted, openCrew, reject, somebody } from '../support/crew.ts'

const code = (it: string) => expect.objectContaining({ code: it })

test('what a grant is for can’t be changed: another action, target or parameter is "action-changed"', async () => {
  const { worker, louis, ctx } = await openCrew()
  const { id } = await granted(worker, louis)
  const changes = [
    { action: 'reclaim' },
    { target: 'job 43' },
    { target: 'job 42 ' },
    { parameters: {} },
    { parameters: { force: false } },
    { parameters: { force: true, also: 1 } },
    { worker_id: 'codex-02' },
  ]
  for (const change of changes)
    await expect(startAction(worker, id, change), JSON.stringify(change)).rejects.toEqual(
      code('action-changed'),
    )
  expect(await ctx.db.selfHealExecution.count()).toBe(0)
  const { action, target, parameters, worker_id } = anAction()
  expect(await startAction(worker, id, { action, target, parameters, worker_id })).toMatchObject({
    status: 'running',
    grant: null,
  })
})

test('a grant that nobody gave is missing, a used one is used, and one that was left lying expires', async () => {
  const { worker, louis, clock } = await openCrew()
  const waiting = await asked(worker)
  await expect(startAction(worker, waiting.id, {})).rejects.toEqual(code('grant-missing'))
  await reject(louis, waiting.policy_key)
  await expect(startAction(worker, waiting.id, {})).rejects.toEqual(code('grant-missing'))
  const used = await granted(worker, louis, { target: 'job 1' })
  await startAction(worker, used.id, {})
  await expect(startAction(worker, used.id, {})).rejects.toEqual(code('grant-used'))
  await finishAction(worker, used.id, { result: 'done', raw_command_output: 'ok' })
  await expect(startAction(worker, used.id, {})).rejects.toEqual(code('grant-used'))
  await expect(finishAction(worker, used.id, { result: 'x', raw_command_output: 'x' })).rejects.toEqual(
    code('not-running'),
  )
  const late = await granted(worker, louis, { target: 'job 2' })
  clock.advance({ minutes: 30 })
  await expect(startAction(worker, late.id, {})).rejects.toEqual(code('grant-expired'))
})

test('nothing starts while everything is halted, and what was refused does not start by itself', async () => {
  const { worker, louis, owner, ctx } = await openCrew()
  const high = await granted(worker, louis)
  const low = await asked(worker, { action: 'diagnose' })
  await expect(halt(owner, 'stop')).rejects.toEqual(code('wrong-role'))
  await halt(louis, 'stop')
  for (const { id } of [high, low]) await expect(startAction(worker, id, {})).rejects.toEqual(code('halted'))
  await expect(resume(worker)).rejects.toEqual(code('wrong-role'))
  await resume(louis)
  expect(await ctx.db.selfHealExecution.count()).toBe(0)
  expect(await startAction(worker, low.id, {})).toMatchObject({ status: 'running' })
})

test('a medium risk runs under a standing approval, and a retired one stops the grants that were not used', async () => {
  const { worker, owner, clock } = await openCrew()
  const first = await asked(worker, { action: 'requeue_job' })
  expect(first).toMatchObject({ verdict: 'propose', policy_key: 'action:requeue_job' })
  await approve(owner, first.policy_key)
  expect(await startAction(worker, first.id, {})).toMatchObject({ status: 'running' })
  const second = await asked(worker, { action: 'requeue_job', target: 'job 7' })
  expect(second).toMatchObject({ verdict: 'allow', grant: { id: expect.any(String) } })
  const retired = await patchPolicy(owner, first.policy_key, { status: 'retired', reason: 'it loops' })
  expect(retired).toMatchObject({ status: 'retired', stopped_grants: 1 })
  await expect(startAction(worker, second.id, {})).rejects.toEqual(code('grant-missing'))
  clock.advance({ hours: 1 })
  expect(await asked(worker, { action: 'requeue_job', target: 'job 8' })).toMatchObject({
    verdict: 'propose',
  })
})

test('a standing approval never covers a high risk: each exact action is asked for', async () => {
  const { worker, louis } = await openCrew()
  const first = await granted(worker, louis, { target: 'job 1' })
  const second = await asked(worker, { target: 'job 2' })
  const same = await asked(worker, { target: 'job 1' })
  expect([second.verdict, same.verdict]).toEqual(['propose', 'propose'])
  expect(new Set([first.policy_key, second.policy_key, same.policy_key]).size).toBe(3)
  await expect(startAction(worker, second.id, {})).rejects.toEqual(code('grant-missing'))
})

test.each(['format_disk', 'Release', 'release ', '發布', 'diagnose;release', '__proto__', 'constructor'])(
  'an action that is not in the catalogue, or is high there, is Louis’s: %s',
  async (action) => {
    const { worker, owner, ctx } = await openCrew()
    const answer = await asked(worker, { action })
    expect(answer.verdict).toBe('propose')
    const policy = await ctx.db.workerPolicyDecision.findFirst({ where: { policyKey: answer.policy_key } })
    expect(policy).toMatchObject({ riskLevel: 'high', approvalRequiredBy: 'louis', status: 'draft' })
    await expect(approve(owner, answer.policy_key)).rejects.toEqual(code('wrong-role'))
  },
)

test.each([
  ['requeue_job', 'medium'],
  ['release', 'high'],
])('what was rejected rests for seven days, then it is asked again: %s (%s)', async (action) => {
  const { worker, owner, louis, clock, ctx } = await openCrew()
  const first = await asked(worker, { action })
  await reject(action === 'release' ? louis : owner, first.policy_key, 'not on a Friday')
  expect(await getAction(worker, first.id)).toMatchObject({ status: 'rejected', reason: 'not on a Friday' })
  clock.advance({ hours: 7 * 24 - 1 })
  const again = await asked(worker, { action })
  expect(again).toMatchObject({ verdict: 'deny', reason: 'not on a Friday' })
  await expect(startAction(worker, again.id, {})).rejects.toEqual(code('grant-missing'))
  expect(await ctx.db.workerPolicyDecision.count({ where: { status: 'draft' } })).toBe(0)
  clock.advance({ hours: 1 })
  expect(await asked(worker, { action })).toMatchObject({ verdict: 'propose', status: 'draft' })
})

test('a low risk runs by itself until a person forbids it', async () => {
  const { worker, owner } = await openCrew()
  expect(await asked(worker, { action: 'retry_once' })).toMatchObject({ verdict: 'allow' })
  await reject(owner, 'action:retry_once', 'the source blocks us')
  expect(await asked(worker, { action: 'retry once' })).toMatchObject({
    verdict: 'deny',
    reason: 'the source blocks us',
  })
  expect(await asked(worker, { action: 'diagnose' })).toMatchObject({ verdict: 'allow' })
})

test('another token, also one for the same worker, does not start or finish what it did not ask for', async () => {
  const { domain, worker, louis } = await openCrew()
  const other = await somebody(domain, 'worker')
  const { id } = await granted(worker, louis)
  for (const by of [other, louis]) {
    await expect(startAction(by, id, {})).rejects.toEqual(code('wrong-role'))
    await expect(finishAction(by, id, { result: 'x', raw_command_output: 'x' })).rejects.toEqual(
      code('wrong-role'),
    )
  }
  expect(await startAction(worker, id, {})).toMatchObject({ status: 'running' })
})

test('a high risk that nobody answers in four hours is "no answer", and is not approved later', async () => {
  const { worker, louis, clock, ctx } = await openCrew()
  const early = await asked(worker, { target: 'job 1' })
  const late = await asked(worker, { target: 'job 2' })
  clock.advance({ hours: 3, minutes: 59 })
  expect(await expireUnanswered(ctx)).toBe(0)
  await approve(louis, early.policy_key)
  clock.advance({ minutes: 1 })
  // Also before the sweep has come round.
  await expect(approve(louis, late.policy_key)).rejects.toEqual(code('no-answer'))
  expect(await expireUnanswered(ctx)).toBe(1)
  expect(await expireUnanswered(ctx)).toBe(0)
  expect(await getAction(worker, late.id)).toMatchObject({ status: 'no_answer' })
  await expect(approve(louis, late.policy_key)).rejects.toEqual(code('no-answer'))
  await expect(startAction(worker, late.id, {})).rejects.toEqual(code('grant-missing'))
  expect(await ctx.db.auditEntry.count({ where: { verb: 'policy.no-answer' } })).toBe(1)
  expect(await asked(worker, { target: 'job 2' })).toMatchObject({ verdict: 'propose' })
})

test('the same request again while it waits is the same request', async () => {
  const { worker, ctx } = await openCrew()
  const it = anAction()
  const first = await asked(worker, it)
  expect(await asked(worker, it)).toMatchObject({ id: first.id, policy_key: first.policy_key })
  expect(await ctx.db.selfHealAction.count()).toBe(1)
})
