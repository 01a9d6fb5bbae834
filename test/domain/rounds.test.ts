import { expect, test } from 'vitest'
import { closeRound, findOpenRound, startRound } from '../../src/domain/rounds/rounds.ts'
import { aMember, type Domain, openDomain } from '../support/domain.ts'

/** A lesson with a priority for the next round, as a worker records one. */
const aLesson = ({ ctx, clock }: Domain) =>
  ctx.db.learningMemoryUpdate.create({
    data: {
      id: ctx.ids.uuid(),
      jobId: ctx.ids.uuid(),
      topicKey: 'fetch_failed',
      lesson: 'touch before each retry',
      nextRoundPriority: 'check the lease first',
      adoptionSignal: 'prompt_adjusted: retry',
      createdAt: clock.now(),
    },
  })

const verbs = async ({ ctx }: Domain) =>
  (await ctx.db.auditEntry.findMany({ orderBy: { seq: 'asc' } })).map((it) => it.verb)

test('a round begins now, or when it is said to have begun', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  expect(await findOpenRound(ctx)).toBeNull()
  const round = await startRound(ctx, 'self-repair')
  expect(round).toMatchObject({ topic: 'self-repair', startedAt: clock.now(), closedAt: null })
  expect(await findOpenRound(ctx)).toEqual(round)
  await aLesson(domain)
  await closeRound(ctx)
  const at = new Date('2026-11-01T00:00:00Z')
  expect(await startRound(ctx, 'leases', at)).toMatchObject({ startedAt: at })
  expect(await verbs(domain)).toEqual(['round.start', 'round.close', 'round.start'])
})

test('one round is open at a time', async () => {
  const domain = await openDomain()
  await startRound(domain.ctx, 'one')
  await expect(startRound(domain.ctx, 'two')).rejects.toMatchObject({ code: 'round-open' })
  expect(await verbs(domain)).toEqual(['round.start'])
})

test('of ten starts at the same moment one begins a round', async () => {
  const domain = await openDomain()
  const starts = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => startRound(domain.ctx, `${n}`)),
  )
  expect(starts.filter((it) => it.status === 'fulfilled')).toHaveLength(1)
  for (const it of starts)
    if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'round-open' })
  expect(await verbs(domain)).toEqual(['round.start'])
})

test('a round that taught nothing cannot be closed', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  await aLesson(domain)
  clock.advance({ seconds: 1 })
  await startRound(ctx, 'self-repair')
  const refused = closeRound(ctx)
  await expect(refused).rejects.toMatchObject({ code: 'round-incomplete' })
  await expect(refused).rejects.toThrow(/lesson.*next_round_priority/)
  expect(await findOpenRound(ctx)).not.toBeNull()

  await aLesson(domain)
  clock.advance({ hours: 1 })
  expect(await closeRound(ctx)).toMatchObject({ closedAt: clock.now() })
  expect(await findOpenRound(ctx)).toBeNull()
  expect(await verbs(domain)).toEqual(['round.start', 'round.close'])
})

test('between rounds there is nothing to close', async () => {
  const { ctx } = await openDomain()
  await expect(closeRound(ctx)).rejects.toMatchObject({ code: 'no-round' })
})

test('of ten closings at the same moment one closes the round', async () => {
  const domain = await openDomain()
  await startRound(domain.ctx, 'self-repair')
  await aLesson(domain)
  const closings = await Promise.allSettled(Array.from({ length: 10 }, () => closeRound(domain.ctx)))
  expect(closings.filter((it) => it.status === 'fulfilled')).toHaveLength(1)
  for (const it of closings)
    if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'no-round' })
  expect(await verbs(domain)).toEqual(['round.start', 'round.close'])
})

test('nobody starts or closes rounds but the operator', async () => {
  const { ctx, as } = await openDomain()
  const louis = as(aMember({ role: 'louis' }))
  await expect(startRound(louis, 'mine')).rejects.toMatchObject({ code: 'wrong-role' })
  await startRound(ctx, 'self-repair')
  await expect(closeRound(louis)).rejects.toMatchObject({ code: 'wrong-role' })
})
