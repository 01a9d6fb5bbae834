import type { Command } from 'commander'
import { halt, resume } from '../domain/halts/halt.ts'
import { print, withSession } from './open.ts'

/** `halt`, `resume`: the kill switch. */
export function haltCommands(program: Command): void {
  program
    .command('halt')
    .description('the kill switch: no self-heal action starts until somebody resumes')
    .requiredOption('--reason <reason>', 'why; it stands in the audit log')
    .option('--json', 'print one JSON object')
    .action(async (options: { reason: string; json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const made = await halt(ctx, options.reason)
        print(options.json, { id: made.id, halted: true }, [
          'Halted. Nothing starts until `countersign resume`.',
        ])
      }),
    )
  program
    .command('resume')
    .description('end the halt; nothing that was stopped starts by itself')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const ended = await resume(ctx)
        print(options.json, { id: ended.id, halted: false }, ['Resumed.'])
      }),
    )
}
