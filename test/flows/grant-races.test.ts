import { expect, test } from 'vitest'
import { startAction } from '../../src/domain/actions/run.ts'
import { halt } from '../../src/domain/halts/halt.ts'
import { patchPolicy } from '../../src/domain/policies/patch.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { anAction, approve, asked, granted, openCrew, reject } from '../support/crew.ts'

const outcome = (result: PromiseSettledResult<unknown>) =>
  result.status === 'fulfilled' ? 'ran' : ((result.reason as { code?: string }).code ?? 'broke')

test('of two starts of one grant at the same moment one runs, fifty times', async () => {
  const { worker, louis, ctx } = await openCrew()
  for (let n = 0; n < 50; n += 1) {
    const { id } = await granted(worker, louis, { target: `job ${n}` })
    const both = await Promise.allSettled([startAction(worker, id, {}), startAction(worker, id, {})])
    expect(both.map(outcome).sort()).toEqual(['grant-used', 'ran'])
  }
  expect(await ctx.db.selfHealExecution.count()).toBe(50)
  expect(await ctx.db.auditEntry.count({ where: { verb: 'action.start' } })).toBe(50)
}, 60_000)

test('a halt at the moment of a start is before it or after it, never in between', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { worker, louis, ctx } = await openCrew()
    const { id } = await granted(worker, louis)
    const [start] = await Promise.allSettled([startAction(worker, id, {}), halt(louis, 'stop')])
    const kinds = await ctx.db.auditEntry.findMany({
      where: { verb: { in: ['action.start', 'halt.begin'] } },
      orderBy: { seq: 'asc' },
    })
    const said = outcome(start as PromiseSettledResult<unknown>)
    expect(said).toMatch(/^(ran|halted)$/)
    expect(await ctx.db.selfHealExecution.count()).toBe(said === 'ran' ? 1 : 0)
    if (said === 'ran') expect(kinds.map((it) => it.verb)).toContain('action.start')
  }
}, 60_000)

test('a retirement at the moment of a start stops it, or comes too late and says so', async () => {
  const { worker, louis, ctx } = await openCrew()
  for (let n = 0; n < 10; n += 1) {
    const { id, policy_key } = await granted(worker, louis, { target: `job ${n}` })
    const [start, retire] = await Promise.allSettled([
      startAction(worker, id, {}),
      patchPolicy(louis, policy_key, { status: 'retired', reason: 'stop' }),
    ])
    const ran = await ctx.db.selfHealExecution.count({ where: { actionId: id } })
    expect(outcome(start)).toBe(ran === 1 ? 'ran' : 'grant-missing')
    expect(outcome(retire)).toBe('ran')
  }
}, 60_000)

test('of an approval and a rejection at the same moment one wins, and only an approval gives a grant', async () => {
  const { worker, louis, ctx } = await openCrew()
  for (let n = 0; n < 10; n += 1) {
    const { id, policy_key } = await asked(worker, { target: `job ${n}` })
    const both = await Promise.allSettled([approve(louis, policy_key), reject(louis, policy_key)])
    expect(both.map(outcome).sort()).toEqual(['already-decided', 'ran'])
    const policy = await ctx.db.workerPolicyDecision.findUniqueOrThrow({ where: { policyKey: policy_key } })
    const grants = await ctx.db.selfHealGrant.count({ where: { actionId: id } })
    expect(grants).toBe(policy.status === 'approved' ? 1 : 0)
    expect(policy.version).toBe(2)
  }
}, 60_000)

test('twenty equal requests at the same moment are one request with one draft', async () => {
  const { worker, ctx } = await openCrew()
  const it = anAction({ action: 'change_prompt' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => asked(worker, it)))
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(await ctx.db.workerPolicyDecision.count()).toBe(1)
})

/** Asks over HTTP and says what became of it. */
async function ask(bot: Bot, token: string) {
  const { body } = await bot.request('POST', '/api/pls/self-heal-actions', { token, body: anAction() })
  return body as { id: string; policy_key: string }
}

test('"wait" holds the answer until Louis has decided, and not a moment less', async () => {
  const bot = await startBot()
  const [worker, louis] = [await bot.token('worker'), await bot.token('louis')]
  const { id, policy_key } = await ask(bot, worker)
  const path = `/api/pls/self-heal-actions/${id}`
  expect((await bot.request('GET', path, { token: worker })).body).toMatchObject({ status: 'pending' })
  const began = performance.now()
  let isAnswered = false
  const held = bot.request('GET', `${path}?wait=20`, { token: worker }).finally(() => {
    isAnswered = true
  })
  const short = await bot.request('GET', `${path}?wait=1`, { token: worker })
  expect(short.body).toMatchObject({ status: 'pending' })
  expect(performance.now() - began).toBeGreaterThan(900)
  expect(isAnswered).toBe(false)
  const decision = { status: 'rejected', reason: '請先問資料組' }
  const patched = await bot.request('PATCH', `/api/pls/worker-policy/${encodeURIComponent(policy_key)}`, {
    token: louis,
    body: decision,
  })
  expect(patched.status, JSON.stringify(patched.body)).toBe(200)
  expect((await held).body).toMatchObject({ status: 'rejected', reason: '請先問資料組' })
  expect(performance.now() - began).toBeLessThan(15_000)
  const tooLong = await bot.request('GET', `${path}?wait=61`, { token: worker })
  expect(tooLong.status).toBe(400)
})
