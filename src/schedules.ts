import { schedule } from 'node-cron'
import type { Ctx } from './domain/context.ts'
import { expireUnanswered } from './domain/expire.ts'
import { sweepJobs } from './domain/jobs/sweep.ts'
import { emptyOldOutput } from './domain/retention.ts'
import type { Services } from './services.ts'

type Schedule = { name: string; cron: string; run: (services: Services, ctx: Ctx) => Promise<unknown> }

/** Name → cron → verb. Every replica fires all of them; each verb makes a second run harmless. */
export const SCHEDULES: Schedule[] = [
  { name: 'expire-unanswered', cron: '* * * * *', run: (_, ctx) => expireUnanswered(ctx) },
  { name: 'sweep-jobs', cron: '* * * * *', run: (_, ctx) => sweepJobs(ctx) },
  {
    name: 'empty-old-output',
    cron: '17 3 * * *',
    run: ({ retentionDays }, ctx) => emptyOldOutput(ctx, retentionDays),
  },
]

/** Who acts when nobody does. */
export const scheduleCtx = (services: Services, name: string): Ctx => ({
  db: services.db.prisma,
  clock: services.clock,
  ids: services.ids,
  actor: { kind: 'system', name: `schedule ${name}` },
})

/** Starts all schedules in the time zone of the settings. `stop` ends them. */
export function startSchedules(services: Services): { stop(): Promise<void> } {
  const tasks = SCHEDULES.map(({ name, cron, run }) =>
    schedule(
      cron,
      async () => {
        try {
          await run(services, scheduleCtx(services, name))
        } catch (error) {
          services.log.error({ err: error, schedule: name }, 'a schedule failed')
        }
      },
      { name, timezone: services.timeZone, noOverlap: true },
    ),
  )
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy()
    },
  }
}
