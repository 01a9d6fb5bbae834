import { expect, test } from 'vitest'
import { seededChance } from '../../src/demo/seeded-chance.ts'
import { verifyAudit } from '../../src/domain/audit/verify.ts'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { startBot } from '../support/bot.ts'
import { testClock } from '../support/clock.ts'
import { anEvent } from '../support/given.ts'
import { startReplica } from '../support/replicas.ts'

/** Half a day is lost on the tenth; on the twentieth and after it everything is down for thirty hours. */
const isDown = (hour: number) =>
  (hour > 9 * 24 && hour < 9 * 24 + 12) || (hour > 19 * 24 && hour < 20 * 24 + 6)

const HOURS = 31 * 24

test('in a month with three replicas, crashes and a day without any, everything is told once to each', {
  timeout: 300_000,
}, async () => {
  // A February with a leap day; 08:00 in Taipei.
  const clock = testClock(new Date('2028-02-01T00:00:00Z'))
  const bot = await startBot({ clock })
  const people = [
    await bot.person('louis', 'Louis'),
    await bot.person('pls_owner', '林怡君'),
    await bot.person('pool_owner', '陳柏翰'),
  ]
  const token = await bot.token('worker')
  const replicas = [1, 2, 3].map(() => startReplica(bot.database.appUrl, clock))
  await startRound(bot.ctx, '一個月')
  const chance = seededChance(28)
  const eventHours: number[] = []
  for (let hour = 0; hour < HOURS; hour += 1) {
    if (hour % 24 === 5 && hour !== 12 * 24 + 5) {
      // Every day has an event but one, so that one digest is not due.
      const answer = await bot.request('POST', '/api/pls/worker-repair-events', {
        token,
        body: anEvent({ phase: `day ${hour}` }),
      })
      expect(answer.status).toBe(201)
      eventHours.push(hour)
    }
    if (!isDown(hour)) {
      for (const it of replicas) if (chance.happens(0.3)) it.dieSoon(chance.below(6))
      await Promise.all(replicas.map((it) => it.look()))
    }
    clock.advance({ hours: 1 })
  }
  await Promise.all(replicas.map((it) => it.look()))
  await bot.runTasks()

  const slots = await bot.db.prisma.scheduleSlot.findMany({
    where: { outcome: { not: 'begin' } },
    orderBy: { dueAt: 'asc' },
  })
  const of = (name: string) => slots.filter((it) => it.schedule === name)
  const days = of('daily-digest').map((it) => it.dueAt.toISOString())
  // Due at 01:00 of UTC on 31 days; that of the twentieth was missed for more than half a day.
  expect(days).toHaveLength(30)
  expect(days.every((it) => it.endsWith('T01:00:00.000Z'))).toBe(true)
  expect(days).toContain('2028-02-29T01:00:00.000Z')
  expect(days).not.toContain('2028-02-20T01:00:00.000Z')
  // That of the day after was late by five hours and is still worth having; so is that of the tenth.
  expect(days).toEqual(expect.arrayContaining(['2028-02-21T01:00:00.000Z', '2028-02-10T01:00:00.000Z']))
  expect(of('d7-scorecard').map((it) => it.dueAt.toISOString())).toEqual(['2028-02-08T02:00:00.000Z'])
  expect(of('d14-matrix')).toHaveLength(1)
  expect(of('d30-memory')).toHaveLength(1)
  expect(of('weekly-review').length).toBeGreaterThanOrEqual(4)

  const deliveries = await bot.db.prisma.delivery.findMany({ where: { subject: { startsWith: 'slot:' } } })
  expect(deliveries.every((it) => it.status === 'sent')).toBe(true)
  for (const slot of slots) {
    const told = deliveries.filter((it) => it.subject === `slot:${slot.schedule}:${slot.dueAt.toISOString()}`)
    expect(told, JSON.stringify(slot)).toHaveLength(slot.recipients)
    expect(new Set(told.map((it) => it.memberId)).size).toBe(told.length)
  }
  expect(of('d7-scorecard')[0]?.recipients).toBe(3)

  // The first morning; after the two digests that were late, and so told of that day too; and the day without events.
  const quiet = of('daily-digest').filter((it) => it.outcome === 'nothing')
  expect(quiet.map((it) => it.dueAt.toISOString().slice(5, 10))).toEqual(['02-01', '02-11', '02-14', '02-22'])
  const messages = await Promise.all(people.map((it) => it.all()))
  for (const all of messages) {
    const retryKeys = all.filter((it) => it.via === 'push').map((it) => it.retry_key)
    expect(new Set(retryKeys).size).toBe(retryKeys.length)
  }
  const digests = await bot.db.prisma.delivery.findMany({
    orderBy: { createdAt: 'asc' },
    where: { subject: { startsWith: 'slot:daily-digest' }, member: { role: 'pool_owner' } },
  })
  const totals = digests.map((it) => {
    const [tell] = it.data as { digest: { pool: { total: { n: number } } } }[]
    return tell?.digest.pool.total.n ?? 0
  })
  // Nothing was lost with the days that all were down, and nothing told twice; the last event came after the last digest.
  expect(totals.reduce((sum, it) => sum + it, 0)).toBe(eventHours.length - 1)
  expect(totals.filter((it) => it !== 1)).toEqual([2, 3])
  expect(await verifyAudit(bot.ctx)).toMatchObject({ ok: true })
})
