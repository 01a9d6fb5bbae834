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
  cron: string | ((services: Pick<Services, 'schedulePlan'>) => string)
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

/** A pattern without an hour runs in every one. */
const namesHour = (pattern: string) => pattern.split(' ')[1] !== '*'

/**
 * A schedule's pattern and the time zone that it is read in: of the settings where it names an hour of the wall's
 * clock. All others run in UTC, which has no hour that comes twice or not at all.
 */
export function timesOf(
  { cron }: Pick<Schedule, 'cron'>,
  services: Pick<Services, 'schedulePlan' | 'timeZone'>,
): { pattern: string; timezone: string } {
  const pattern = typeof cron === 'string' ? cron : cron(services)
  return { pattern, timezone: namesHour(pattern) ? services.timeZone : 'UTC' }
}

/** A run that a sleeping or moved clock jumped over is no fault: what was missed is looked for every minute. */
const quiet = (log: Services['log']) => ({
  info: () => {},
  warn: (message: string) => log.debug({ part: 'schedules' }, message),
  error: (message: string | Error, err?: Error) =>
    log.error({ part: 'schedules', err: err ?? message }, 'a schedule could not be run'),
  debug: () => {},
})

/**
 * Starts all schedules, at once those that make good what was missed. `stop` begins no more runs and waits for those
 * under way.
 */
export function startSchedules(services: Services): { stop(): Promise<void> } {
  const underWay = new Set<Promise<void>>()
  const runOnce = async ({ name, run }: Schedule) => {
    try {
      await run(services, scheduleCtx(services, name))
    } catch (error) {
      services.log.error({ err: error, schedule: name }, 'a schedule failed')
    }
  }
  const fire = (schedule: Schedule) => {
    const running = runOnce(schedule).finally(() => underWay.delete(running))
    underWay.add(running)
    return running
  }
  const logger = quiet(services.log)
  const jobs = SCHEDULES.map((it) => {
    const { pattern, timezone } = timesOf(it, services)
    return schedule(pattern, () => fire(it), { name: it.name, timezone, noOverlap: true, logger })
  })
  for (const it of SCHEDULES) if (it.cron === EVERY_MINUTE) fire(it)
  return {
    stop: async () => {
      for (const job of jobs) await job.destroy()
      await Promise.all(underWay)
    },
  }
}
