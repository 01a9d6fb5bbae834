import { schedule } from 'node-cron'
import type { Ctx } from './domain/context.ts'
import { expireUnanswered } from './domain/expire.ts'
import { sweepJobs } from './domain/jobs/sweep.ts'
import { judgeRepairs } from './domain/repairs/judge-repairs.ts'
import { emptyOldOutput } from './domain/retention.ts'
import { cronOf } from './domain/schedules/local-time.ts'
import { runDueSlots } from './domain/schedules/run-due.ts'
import { type ScheduleName, SLOTTED, wallTimeOf } from './domain/schedules/slot.ts'
import { climbLadder } from './domain/silence.ts'
import type { Services } from './services.ts'

type Schedule = {
  name: string
  cron: string | ((services: Services) => string)
  run: (services: Services, ctx: Ctx) => Promise<unknown>
}

/** Told at the set time; each slot once over all replicas. */
const slotted = (name: ScheduleName): Schedule => ({
  name,
  cron: ({ schedulePlan }) => cronOf(wallTimeOf(schedulePlan, name)),
  run: ({ schedulePlan }, ctx) => runDueSlots(ctx, schedulePlan, [name]),
})

const EVERY_MINUTE = '* * * * *'

/** What was missed, because no replica was there or the database was away, is looked for every minute and at the start. */
const MAKE_GOOD: Schedule = {
  name: 'make-good',
  cron: EVERY_MINUTE,
  run: ({ schedulePlan }, ctx) => Promise.all(SLOTTED.map((it) => runDueSlots(ctx, schedulePlan, [it]))),
}

/** Name → cron → verb. Every replica fires all of them; each verb makes a second run harmless. */
export const SCHEDULES: Schedule[] = [
  { name: 'expire-unanswered', cron: EVERY_MINUTE, run: (_, ctx) => expireUnanswered(ctx) },
  { name: 'climb-ladder', cron: EVERY_MINUTE, run: (_, ctx) => climbLadder(ctx) },
  { name: 'sweep-jobs', cron: EVERY_MINUTE, run: (_, ctx) => sweepJobs(ctx) },
  {
    name: 'empty-old-output',
    cron: '17 3 * * *',
    run: ({ retentionDays }, ctx) => emptyOldOutput(ctx, retentionDays),
  },
  { name: 'judge-repairs', cron: '11 * * * *', run: (_, ctx) => judgeRepairs(ctx) },
  ...SLOTTED.map(slotted),
  MAKE_GOOD,
]

/** Who acts when nobody does. */
export const scheduleCtx = (services: Services, name: string): Ctx => ({
  db: services.db.prisma,
  clock: services.clock,
  ids: services.ids,
  actor: { kind: 'system', name: `schedule ${name}` },
})

/** Starts all schedules in the time zone of the settings, at once those that make good what was missed. `stop` ends them. */
export function startSchedules(services: Services): { stop(): Promise<void> } {
  const fire = async ({ name, run }: Schedule) => {
    try {
      await run(services, scheduleCtx(services, name))
    } catch (error) {
      services.log.error({ err: error, schedule: name }, 'a schedule failed')
    }
  }
  const tasks = SCHEDULES.map((it) => {
    const cron = typeof it.cron === 'string' ? it.cron : it.cron(services)
    return schedule(cron, () => fire(it), { name: it.name, timezone: services.timeZone, noOverlap: true })
  })
  const first = Promise.all(SCHEDULES.filter((it) => it.cron === EVERY_MINUTE).map(fire))
  return {
    stop: async () => {
      await first
      for (const task of tasks) await task.destroy()
    },
  }
}
