import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { EventType } from '../../../src/contract.ts'
import { readEffects, verdictOf } from '../../../src/domain/learning/effect.ts'
import { listTopics } from '../../../src/domain/learning/topics.ts'
import { LESSON_EFFECT_DAYS } from '../../../src/domain/rules.ts'
import { type Domain, openDomain } from '../../support/domain.ts'

const HOUR = 60 * 60_000

type Some = { type?: EventType; fingerprint?: string; jobId?: string }

/** Errors so many hours from now. */
async function errors({ db, clock }: Domain, hours: number[], some: Some = {}): Promise<void> {
  await db.prisma.workerRepairEvent.createMany({
    data: hours.map((it) => ({
      id: randomUUID(),
      jobId: some.jobId ?? randomUUID(),
      workerId: 'codex-01',
      eventType: some.type ?? ('fetch_failed' as const),
      phase: 'download',
      rawCommandOutput: 'x',
      repairAction: 'touch',
      createdAt: clock.now(),
      occurredAt: new Date(clock.now().getTime() + it * HOUR),
      fingerprint: some.fingerprint ?? randomUUID(),
      reportedBy: 'token:x',
    })),
  })
}

async function aLesson({ db, clock }: Domain, hours: number, over: object = {}) {
  return db.prisma.learningMemoryUpdate.create({
    data: {
      id: randomUUID(),
      jobId: randomUUID(),
      topicKey: 'naming of files',
      lesson: 'x',
      nextRoundPriority: 'x',
      adoptionSignal: 'taken up',
      createdAt: new Date(clock.now().getTime() + hours * HOUR),
      ...over,
    },
  })
}

test('a lesson is compared by the errors that its own job had, as long before it as after it', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  const jobId = randomUUID()
  await errors(domain, [-72.5], { fingerprint: 'a', jobId })
  await errors(domain, [-80, -95, -95.9, -96.1, -49, -47.9, -10, -1], { fingerprint: 'a' })
  await errors(domain, [-60, -59, -58, -10, -9, -8, -7], { fingerprint: 'of another job' })
  const two = await aLesson(domain, -48, { jobId })
  const found = await readEffects(ctx, [two], clock.now())
  expect(found.get(two.id)).toEqual({ before: 5, after: 3, days: 2 })
  const week = await aLesson(domain, -24 * (LESSON_EFFECT_DAYS + 3), { jobId })
  expect((await readEffects(ctx, [week], clock.now())).get(week.id)).toMatchObject({
    before: 0,
    after: 5,
    days: LESSON_EFFECT_DAYS,
  })
})

test('a lesson whose job had no error is compared by the event type that its topic names, to the second', async () => {
  const domain = await openDomain()
  const { ctx, clock } = domain
  const second = 1 / 3600
  await errors(domain, [-72, -60.4, -48 - second, -48 + second, -48, -30.7, -1], { type: 'schema_error' })
  await errors(domain, [-72 - second, -30, -20], { type: 'claim_idle' })
  const named = await aLesson(domain, -48 + 0, { topicKey: 'Schema-error: prices' })
  const effect = (await readEffects(ctx, [named], clock.now())).get(named.id)
  expect(effect).toEqual({ before: 3, after: 4, days: 2 })
  const short = await aLesson(domain, -24.3, { topicKey: 'schema_error' })
  expect((await readEffects(ctx, [short], clock.now())).get(short.id)).toMatchObject({ before: 4, after: 1 })
})

test('a lesson about no known error says so, and no number is made up for it', async () => {
  const domain = await openDomain()
  await errors(domain, [-30, -20, -10])
  const lesson = await aLesson(domain, -24)
  expect(await readEffects(domain.ctx, [lesson], domain.clock.now())).toEqual(new Map())
  expect(await readEffects(domain.ctx, [], domain.clock.now())).toEqual(new Map())
})

test.each([
  [{ before: 4, after: 1, days: 7 }, 'fewer'],
  [{ before: 1, after: 4, days: 7 }, 'more'],
  [{ before: 3, after: 3, days: 2 }, 'same'],
  [{ before: 7, after: 10, days: 7 }, 'same'],
  [{ before: 48, after: 37, days: 7 }, 'fewer'],
  [{ before: 0, after: 3, days: 7 }, 'more'],
  [{ before: 2, after: 0, days: 7 }, 'few'],
  [{ before: 0, after: 0, days: 7 }, 'few'],
  [{ before: 40, after: 0, days: 0.9 }, 'early'],
] as const)('%o says: %s', (effect, says) => {
  expect(verdictOf(effect)).toBe(says)
})

test('a topic is compared since its first lesson that changed a prompt or a tool, or else since its first', async () => {
  const domain = await openDomain()
  await errors(domain, [-100, -90, -80, -70, -10], { type: 'fetch_failed' })
  const changed = 'prompt_or_tooling_adjusted: read Retry-After'
  await aLesson(domain, -110, { topicKey: 'fetch_failed' })
  await aLesson(domain, -48, { topicKey: 'fetch_failed', adoptionSignal: changed })
  await aLesson(domain, -2, { topicKey: 'fetch_failed', adoptionSignal: 'prompt_or_tooling_adjusted: later' })
  await aLesson(domain, -30)
  const topics = await listTopics(domain.ctx)
  expect(topics).toMatchObject([
    { topic: 'fetch_failed', lessons: 3, changed },
    { topic: 'naming of files', lessons: 1, changed: null },
  ])
  const since = topics.map((it) => it.since)
  const effects = await readEffects(domain.ctx, [...since, ...since], domain.clock.now())
  expect([...effects.values()]).toEqual([{ before: 3, after: 1, days: 2 }])
})
