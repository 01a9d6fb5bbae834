import type { Command } from 'commander'
import { askPolicies } from '../domain/policies/ask.ts'
import { print, withSession } from './open.ts'

/** `ask`. */
export function policyCommands(program: Command): void {
  program
    .command('ask')
    .description('send the three-question policy ask to Louis and the PLS owners')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const deliveries = await askPolicies(ctx)
        print(options.json, { deliveries }, [
          `The ask is on its way to ${deliveries.length} people (a running bot sends it).`,
        ])
      }),
    )
}
