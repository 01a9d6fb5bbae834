import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Ctx } from '../../src/domain/context.ts'
import { reportRepairEvent } from '../../src/domain/events/report.ts'
import { getMatrixRow, listPolicies } from '../../src/domain/policies/matrix.ts'
import { patchPolicy } from '../../src/domain/policies/patch.ts'
import { approve, asked, openCrew, reject, somebody } from '../support/crew.ts'
import { anEvent } from '../support/given.ts'

const code = (it: string) => expect.objectContaining({ code: it })

/** A draft that errors opened. */
async function aDraft(worker: Ctx, repair_action = 'requeue_job', phase = 'download'): Promise<string> {
  const event = { ...anEvent({ repair_action, phase }), event_type: 'fetch_failed' as const }
  await reportRepairEvent(worker, event)
  const { proposal } = await reportRepairEvent(worker, event)
  return proposal?.policy_key ?? ''
}

const retire = (by: Ctx, key: string, version?: number) =>
  patchPolicy(by, key, { status: 'retired', reason: 'it loops', version })

test('a draft is approved and retired by a person, each with a reason, a version and an entry', async () => {
  const { worker, owner, ctx } = await openCrew()
  const key = await aDraft(worker)
  expect(await getMatrixRow(ctx, key)).toMatchObject({ status: 'draft', version: 1, decided_by: null })
  const approved = await approve(owner, key)
  expect(approved).toMatchObject({
    status: 'approved',
    version: 2,
    reason: 'seen and agreed',
    decided_by: owner.actor.name,
    decided_at: expect.any(String),
    runs: 'by_itself',
  })
  expect(await retire(owner, key, 2)).toMatchObject({ status: 'retired', version: 3, stopped_grants: 0 })
  const entries = await ctx.db.auditEntry.findMany({
    where: { subject: `policy:${approved.id}` },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((it) => it.verb)).toEqual(['proposal.open', 'policy.approve', 'policy.retire'])
  expect(entries[1]).toMatchObject({
    oldState: { status: 'draft', version: 1 },
    newState: { status: 'approved', version: 2 },
    rawCommandOutput: expect.stringContaining('fetch failed'),
    reason: 'seen and agreed',
  })
})

test('what was decided is not decided again, and an old version decides nothing', async () => {
  const { worker, owner, louis } = await openCrew()
  const key = await aDraft(worker)
  const by = (version: number) => patchPolicy(owner, key, { status: 'approved', reason: 'r', version })
  for (const old of [0, 2]) await expect(by(old)).rejects.toEqual(code('stale-version'))
  await expect(retire(owner, key)).rejects.toEqual(code('already-decided'))
  await by(1)
  for (const decide of [approve, reject])
    await expect(decide(louis, key)).rejects.toEqual(code('already-decided'))
  await expect(by(1)).rejects.toEqual(code('stale-version'))
  await retire(louis, key)
  for (const decide of [approve, reject, retire])
    await expect(decide(louis, key)).rejects.toEqual(code('already-decided'))
})

test('high risk is Louis’s alone, and workers, pool owners and ops decide nothing', async () => {
  const { domain, worker, owner, louis } = await openCrew()
  const [high, low] = [await aDraft(worker, 'release'), await aDraft(worker, 'touch', 'upload')]
  const others = [worker, await somebody(domain, 'pool_owner'), await somebody(domain, 'ops')]
  for (const who of others)
    for (const key of [high, low, 'action:diagnose'])
      for (const decide of [approve, reject, retire])
        await expect(decide(who, key)).rejects.toEqual(code('wrong-role'))
  for (const decide of [approve, reject, retire])
    await expect(decide(owner, high)).rejects.toEqual(code('wrong-role'))
  expect(await approve(louis, high)).toMatchObject({ status: 'approved', risk_level: 'high' })
  await expect(retire(owner, high)).rejects.toEqual(code('wrong-role'))
  expect(await approve(louis, low)).toMatchObject({ status: 'approved' })
})

test('nobody decides what he asked for himself, whatever he is', async () => {
  const { worker, owner, ctx } = await openCrew()
  const key = await aDraft(worker)
  const mine = owner.actor.kind === 'token' ? `token:${owner.actor.id}` : ''
  await ctx.db.workerPolicyDecision.update({
    where: { policyKey: key },
    data: { requestedBy: mine, version: { increment: 1 } },
  })
  for (const decide of [approve, reject])
    await expect(decide(owner, key)).rejects.toEqual(code('own-request'))
})

test('the database itself refuses an approval by whoever asked', async () => {
  const { worker, owner, db } = await openCrew()
  const key = await aDraft(worker)
  const mine = owner.actor.kind === 'token' ? `token:${owner.actor.id}` : ''
  const forged = db.pool.query(
    `update worker_policy_decisions set status = 'approved', version = version + 1, decided_at = now(), decided_by = 'me',
     requested_by = $2, decided_by_ref = $2, reason = 'r' where policy_key = $1`,
    [key, mine],
  )
  await expect(forged).rejects.toThrow('nobody_decides_his_own')
})

test('retiring says how many grants it stops', async () => {
  const { worker, owner, clock } = await openCrew()
  const first = await asked(worker, { action: 'extend_lease' })
  await approve(owner, first.policy_key)
  for (const target of ['a', 'b']) await asked(worker, { action: 'extend_lease', target })
  expect(await retire(owner, first.policy_key)).toMatchObject({ stopped_grants: 3 })
  await approve(owner, first.policy_key)
  await asked(worker, { action: 'extend_lease', target: 'c' })
  clock.advance({ hours: 1 })
  expect(await retire(owner, first.policy_key)).toMatchObject({ stopped_grants: expect.any(Number) })
})

test('actions of the catalogue are there without a decision, and can be decided beforehand', async () => {
  const { owner, louis, worker, ctx } = await openCrew()
  const { items } = await listPolicies(ctx, { limit: 200 })
  expect(Object.fromEntries(items.map((it) => [it.allowed_action, it.runs]))).toEqual({
    diagnose: 'by_itself',
    touch: 'by_itself',
    retry_once: 'by_itself',
    repair_proposal: 'by_itself',
    requeue_job: 'after_approval',
    extend_lease: 'after_approval',
    change_prompt: 'after_approval',
    change_tooling: 'after_approval',
    release: 'approved_each_time',
    reclaim: 'approved_each_time',
    cross_project_permission: 'approved_each_time',
    external_commitment: 'approved_each_time',
  })
  expect(await approve(owner, 'action:requeue_job')).toMatchObject({ status: 'approved', runs: 'by_itself' })
  expect(await asked(worker, { action: 'requeue_job' })).toMatchObject({ verdict: 'allow' })
  await expect(approve(louis, 'action:release')).rejects.toEqual(code('exact-approval-needed'))
  await expect(approve(owner, 'action:release')).rejects.toEqual(code('wrong-role'))
  expect(await retire(owner, 'action:diagnose')).toMatchObject({ status: 'rejected', runs: 'forbidden' })
  expect(await approve(owner, 'action:diagnose')).toMatchObject({ status: 'approved', runs: 'by_itself' })
  for (const key of ['action:nothing', 'nothing', `repair:${randomUUID()}`])
    await expect(approve(louis, key)).rejects.toEqual(code('not-found'))
})

test('a rejected repair rests for its week while errors go on, and is proposed anew in a later round', async () => {
  const { worker, owner, ctx, clock } = await openCrew()
  const key = await aDraft(worker)
  await reject(owner, key, 'ask the source first')
  const event = { ...anEvent({ repair_action: 'requeue_job' }), event_type: 'fetch_failed' as const }
  expect(await reportRepairEvent(worker, event)).toMatchObject({ next_step: 'pause' })
  expect((await getMatrixRow(ctx, key)).version).toBe(2)
  for (const days of [6, 2]) {
    clock.advance({ hours: 24 * days })
    const round = { id: ctx.ids.uuid(), topic: `after ${days}`, startedAt: clock.now() }
    await ctx.db.round.updateMany({ where: { closedAt: null }, data: { closedAt: clock.now() } })
    await ctx.db.round.create({ data: round })
    await reportRepairEvent(worker, event)
    const { proposal } = await reportRepairEvent(worker, event)
    expect(proposal?.status).toBe(days === 6 ? 'rejected' : 'draft')
  }
})

test('pages of any size walk the whole matrix once', async () => {
  const { worker, owner, ctx } = await openCrew()
  // A decided row of the catalogue has an id of its own, newer and older than others.
  await approve(owner, 'action:change_tooling')
  for (const phase of ['a', 'b', 'c']) await aDraft(worker, 'requeue_job', phase)
  await reject(owner, 'action:touch')
  for (const limit of [1, 3, 5, 12, 13, 200]) {
    const keys: string[] = []
    let after: string | undefined
    for (let page = 0; page < 30; page += 1) {
      const { items, next } = await listPolicies(ctx, { limit, after })
      expect(items.length).toBeLessThanOrEqual(limit)
      keys.push(...items.map((it) => it.policy_key))
      if (next === null) break
      after = next
    }
    expect(keys).toHaveLength(15)
    expect(new Set(keys).size).toBe(15)
  }
})
