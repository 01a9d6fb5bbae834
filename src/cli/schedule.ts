import { type Command, InvalidArgumentError } from 'commander'
import { planOf } from '../domain/schedules/plan.ts'
import { runSlotNow } from '../domain/schedules/run-due.ts'
import { isScheduleName, type ScheduleName, SLOTTED } from '../domain/schedules/slot.ts'
import { print, withSession } from './open.ts'

function parseName(text: string): ScheduleName {
  if (isScheduleName(text)) return text
  throw new InvalidArgumentError(`Give one of ${SLOTTED.join(', ')}.`)
}

function parseTime(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give an ISO 8601 time, such as 2026-11-22T09:00:00+08:00.')
  return at
}

function describe(count: number, ran: boolean): string {
  if (!ran) return 'This slot was run before; nothing is sent twice.'
  return count === 0
    ? 'There was nothing new to tell, so nothing is sent.'
    : `On its way to ${count} people and groups (a running bot sends it).`
}

/** `schedule run NAME`. */
export function scheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('digests, scorecards and reviews')
  schedule
    .command('run')
    .description('run one slot now; the same slot twice sends once')
    .argument('<name>', SLOTTED.join(', '), parseName)
    .option('--at <time>', "the slot's due time, ISO 8601; default: today's", parseTime)
    .option('--json', 'print one JSON object')
    .action(async (name: ScheduleName, options: { at?: Date; json?: boolean }) =>
      withSession(async ({ ctx, config }) => {
        const { dueAt, ran, deliveries } = await runSlotNow(ctx, planOf(config), name, options.at ?? null)
        const shown = { schedule: name, due_at: dueAt.toISOString(), ran, deliveries }
        print(options.json, shown, [describe(deliveries.length, ran)])
      }),
    )
}
