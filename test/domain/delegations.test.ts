import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Ctx } from '../../src/domain/context.ts'
import { requireMayDecide } from '../../src/domain/delegations/acting-as.ts'
import { delegate, endDelegation, listCandidates } from '../../src/domain/delegations/delegate.ts'
import { listDelegations } from '../../src/domain/delegations/list.ts'
import { bindMember } from '../../src/domain/members/bind.ts'
import { disableMember } from '../../src/domain/members/disable.ts'
import { createInvite } from '../../src/domain/members/invite.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { readWaiting } from '../../src/domain/policies/decisions.ts'
import { listDecidable } from '../../src/domain/policies/read.ts'
import { endOfDay } from '../../src/domain/schedules/local-time.ts'
import { aToken, type Domain, openDomain } from '../support/domain.ts'

const RISKS = ['low', 'medium', 'high'] as const

async function aMember(domain: Domain, role: 'pool_owner' | 'pls_owner' | 'louis', name: string) {
  const { code } = await createInvite(domain.ctx, { role, name, locale: 'zh-TW' })
  const done = await bindMember(domain.ctx, `U ${name}`, code)
  if (done.result !== 'bound') throw new Error(done.result)
  return { id: done.member.id, ctx: domain.as(asActor(done.member)) }
}

async function aDraft({ db, clock }: Domain, riskLevel: (typeof RISKS)[number], requestedBy: string) {
  const id = randomUUID()
  await db.prisma.workerPolicyDecision.create({
    data: {
      id,
      policyKey: `repair:${id}`,
      allowedAction: 'x',
      riskLevel,
      approvalRequiredBy: riskLevel === 'high' ? 'louis' : 'pls_owner',
      status: 'draft',
      requestedBy,
      createdAt: clock.now(),
    },
  })
}

const inDays = ({ clock }: Domain, days: number) => new Date(clock.now().getTime() + days * 86_400_000)

/** The ids that the verb would let somebody decide, asked one by one. */
async function oneByOne({ db }: Domain, ctx: Ctx): Promise<string[]> {
  const drafts = await db.prisma.workerPolicyDecision.findMany()
  const may = await Promise.all(
    drafts.map((it) =>
      requireMayDecide(ctx, it).then(
        () => true,
        () => false,
      ),
    ),
  )
  return drafts.filter((_, n) => may[n]).map((it) => it.id)
}

test('what waits for somebody is exactly what they would be let decide, with what was delegated to them', async () => {
  const domain = await openDomain()
  const louis = await aMember(domain, 'louis', 'Louis')
  const owner = await aMember(domain, 'pls_owner', '林怡君')
  const pool = await aMember(domain, 'pool_owner', '陳柏翰')
  const gone = await aMember(domain, 'pls_owner', '周雅婷')
  for (const riskLevel of RISKS)
    for (const by of ['token:x', ...[louis, owner, pool, gone].map((it) => `member:${it.id}`)])
      await aDraft(domain, riskLevel, by)
  const token = domain.as(aToken({ id: 'x', name: 'x', role: 'louis' }))
  const everybody = [louis.ctx, owner.ctx, pool.ctx, gone.ctx, token, domain.ctx]
  const counts = async () => {
    const found: number[] = []
    for (const ctx of everybody) {
      const ids = (await listDecidable(ctx)).map((it) => it.id)
      expect(ids.toSorted()).toEqual((await oneByOne(domain, ctx)).toSorted())
      const waiting = await readWaiting(ctx)
      expect(waiting.forMe ?? 0).toBe(ids.length)
      found.push(ids.length)
    }
    return found
  }
  expect(await counts()).toEqual([12, 8, 0, 8, 12, 0])
  expect((await readWaiting(pool.ctx)).forMe).toBeNull()
  await delegate(owner.ctx, { toId: pool.id, until: inDays(domain, 3), maxRisk: 'low' })
  await delegate(louis.ctx, { toId: owner.id, until: inDays(domain, 3), maxRisk: 'high' })
  // Not what the one who asks, or the one for whom they stand in, asked for themselves.
  expect(await counts()).toEqual([12, 11, 3, 8, 12, 0])
  expect(await readWaiting(pool.ctx)).toMatchObject({ forMe: 3, deputyOf: ['林怡君'] })
  await delegate(gone.ctx, { toId: pool.id, until: inDays(domain, 3), maxRisk: 'medium' })
  expect((await counts())[2]).toBe(7)
  await disableMember(domain.ctx, gone.id)
  expect((await counts())[2]).toBe(3)
  expect((await listDelegations(domain.ctx)).map((it) => [it.from, it.to])).toEqual([
    ['林怡君', '陳柏翰'],
    ['Louis', '林怡君'],
  ])
  domain.clock.advance({ hours: 24 * 4 })
  expect((await counts())[2]).toBe(0)
})

test('anybody who may stand in can be named, also where there are more than fit into a chat', async () => {
  const domain = await openDomain()
  const louis = await aMember(domain, 'louis', 'Louis')
  for (let n = 0; n < 8; n += 1) await aMember(domain, 'pool_owner', `owner ${n}`)
  const last = (await listCandidates(domain.ctx, louis.id)).at(-1)
  expect(last?.name).toBe('owner 7')
  await delegate(louis.ctx, { toId: last?.id ?? '', until: inDays(domain, 1), maxRisk: 'high' })
  const self = delegate(louis.ctx, { toId: louis.id, until: inDays(domain, 1), maxRisk: 'low' })
  await expect(self).rejects.toMatchObject({ code: 'not-found' })
})

test('the log says who stood in before and who does now; a delegation that is over is not taken back', async () => {
  const domain = await openDomain()
  const louis = await aMember(domain, 'louis', 'Louis')
  const a = await aMember(domain, 'pls_owner', '林怡君')
  const b = await aMember(domain, 'pool_owner', '陳柏翰')
  await delegate(louis.ctx, { toId: a.id, until: inDays(domain, 1), maxRisk: 'low' })
  await delegate(louis.ctx, { toId: b.id, until: inDays(domain, 2), maxRisk: 'high' })
  await endDelegation(louis.ctx)
  const entries = await domain.db.prisma.auditEntry.findMany({
    where: { verb: { startsWith: 'delegation.' } },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((it) => [it.verb, it.actorName, it.oldState, it.newState])).toMatchObject([
    ['delegation.begin', 'Louis', null, { to: '林怡君', maxRisk: 'low' }],
    ['delegation.begin', 'Louis', { to: '林怡君' }, { to: '陳柏翰', maxRisk: 'high' }],
    ['delegation.end', 'Louis', { to: '陳柏翰' }, { to: '陳柏翰', ended: true }],
  ])
  await delegate(louis.ctx, { toId: a.id, until: inDays(domain, 1), maxRisk: 'low' })
  domain.clock.advance({ hours: 25 })
  await expect(endDelegation(louis.ctx)).rejects.toMatchObject({ code: 'not-found' })
})

test.each([
  ['Asia/Taipei', '2026-11-22', '2026-11-22T15:59:59.000Z'],
  ['Asia/Kathmandu', '2026-11-22', '2026-11-22T18:14:59.000Z'],
  ['America/New_York', '2026-11-01', '2026-11-02T04:59:59.000Z'],
])('a day in %s ends a second before the next begins there', (timeZone, day, end) => {
  expect(endOfDay(timeZone, day).toISOString()).toBe(end)
})
