import { type Command, InvalidArgumentError } from 'commander'
import type { Round } from '../db/generated/client.ts'
import { closeRound, findOpenRound, startRound } from '../domain/rounds/rounds.ts'
import { print, withSession } from './open.ts'

function parseTime(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give an ISO 8601 time, such as 2026-11-22T09:00:00+08:00.')
  return at
}

const shown = (round: Round) => ({
  id: round.id,
  topic: round.topic,
  started_at: round.startedAt.toISOString(),
  closed_at: round.closedAt?.toISOString() ?? null,
})

/** `round start`, `round status`, `round close`. */
export function roundCommands(program: Command): void {
  const round = program.command('round').description('adoption rounds')
  round
    .command('start')
    .option('--topic <topic>', 'what this round is about', 'self-repair')
    .option('--at <time>', 'when it began, ISO 8601', parseTime)
    .option('--json', 'print one JSON object')
    .action(async (options: { topic: string; at?: Date; json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const started = shown(await startRound(ctx, options.topic, options.at))
        print(options.json, started, [`Round ${started.id} began at ${started.started_at}.`])
      }),
    )
  round
    .command('status')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const open = await findOpenRound(ctx)
        print(options.json, { round: open && shown(open) }, [
          open ? `${open.topic}, since ${open.startedAt.toISOString()}` : 'No round is open.',
        ])
      }),
    )
  round
    .command('close')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const closed = shown(await closeRound(ctx))
        print(options.json, closed, [`Round ${closed.id} is closed.`])
      }),
    )
}
