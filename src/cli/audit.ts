import type { Command } from 'commander'
import { verifyAudit } from '../domain/audit/verify.ts'
import { print, withSession } from './open.ts'

/** `audit verify`, `migrate`. */
export function auditCommands(program: Command): void {
  program
    .command('audit')
    .description('the audit log')
    .command('verify')
    .description('recompute the hash chain; exit code 1 and the first broken entry if it does not hold')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const verdict = await verifyAudit(ctx)
        const line = verdict.ok
          ? `All ${verdict.entries} entries hold. The last hash is ${verdict.head ?? 'none'}.`
          : `Entry ${verdict.broken.seq} (${verdict.broken.id}) is broken: ${verdict.broken.why}.`
        print(options.json, verdict, [line])
        if (!verdict.ok) process.exitCode = 1
      }),
    )
  program
    .command('migrate')
    .description('bring the database up to date (every start does this too)')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async () => print(options.json, { migrated: true }, ['The database is up to date.'])),
    )
}
