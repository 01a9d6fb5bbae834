import { expect, test } from 'vitest'
import { DAY } from '../../src/domain/rules.ts'
import { SLOTTED } from '../../src/domain/schedules/slot.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { anEvent } from '../support/given.ts'
import { visible } from '../support/phone.ts'
import { startInPlaceOf } from '../support/program.ts'
import { until } from '../support/until.ts'

const MINUTES_AGO = 10

/** Lets nobody owe a message, so that a slot that is claimed stays in the middle. */
async function holdDeliveries(url: string) {
  const client = await connect(url)
  await client.query('begin; lock table deliveries in share mode')
  return { release: () => client.query('rollback') }
}

/** The bot was known to run two days ago: what was due since is its debt. */
async function runSince({ db }: Bot, at: Date): Promise<void> {
  const row = { dueAt: at, outcome: 'begin', coversUntil: at, ranAt: at }
  await db.prisma.scheduleSlot.createMany({ data: SLOTTED.map((schedule) => ({ schedule, ...row })) })
}

test('killed in the middle of a digest and started again as two replicas, the bot sends it once', async () => {
  const bot = await startBot()
  const owner = await bot.person('pool_owner', '陳柏翰')
  const now = bot.clock.now()
  await runSince(bot, new Date(now.getTime() - 2 * DAY))
  const token = await bot.token('worker')
  await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent() })
  await bot.runTasks()
  const due = new Date(now.getTime() - MINUTES_AGO * 60_000)
  const start = () => startInPlaceOf(bot, { TIME_ZONE: 'UTC', DIGEST_TIME: due.toISOString().slice(11, 16) })
  const digests = () =>
    bot.db.prisma.scheduleSlot.findMany({ where: { schedule: 'daily-digest', outcome: { not: 'begin' } } })

  const held = await holdDeliveries(bot.database.superuserUrl)
  const first = await start()
  await until('the digest in the middle of its slot', async () => {
    const { rows } = await bot.db.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%deliveries%'`,
    )
    return rows.length > 0
  })
  await first.kill()
  await held.release()
  expect(await digests()).toEqual([])

  await Promise.all([start(), start()])
  const read: Awaited<ReturnType<typeof owner.read>> = []
  await until('the digest', async () => {
    read.push(...(await owner.read()))
    return read.length > 0
  })
  expect(visible(read[0])).toContain('default 日報')
  expect(await digests()).toMatchObject([{ outcome: 'told', recipients: 1 }])
  expect(await bot.db.prisma.delivery.count({ where: { subject: { startsWith: 'slot:' } } })).toBe(1)
  expect((await owner.all()).filter((it) => visible(it).includes('日報'))).toHaveLength(1)
  const entries = await bot.db.prisma.auditEntry.count({
    where: { verb: 'schedule.run', subject: { startsWith: 'slot:daily-digest' } },
  })
  expect(entries).toBe(1)
})
