import { Command } from 'commander'
import { isDatabaseAway } from '../db/database.ts'
import { AppError } from '../errors.ts'
import { auditCommands } from './audit.ts'
import { doctorCommand } from './doctor.ts'
import { haltCommands } from './halts.ts'
import { memberCommands } from './members.ts'
import { policyCommands } from './policies.ts'
import { richMenuCommands } from './rich-menus.ts'
import { roundCommands } from './rounds.ts'
import { scheduleCommands } from './schedule.ts'
import { tokenCommands } from './tokens.ts'

const program = new Command('countersign')
  .description('Runs Countersign from a shell: people, tokens, rounds, the ask, proof.')
  .showHelpAfterError()

for (const add of [
  memberCommands,
  tokenCommands,
  policyCommands,
  roundCommands,
  scheduleCommands,
  richMenuCommands,
  auditCommands,
  haltCommands,
  doctorCommand,
])
  add(program)

/** What to tell the operator; he may know what the program knows. */
function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (isDatabaseAway(error))
    return 'The database cannot be reached. Check DATABASE_URL, and that PostgreSQL runs there.'
  return `Something broke: ${error instanceof Error ? error.message : error}`
}

try {
  await program.parseAsync()
} catch (error) {
  const message = messageOf(error)
  const places =
    error instanceof AppError ? error.problems.map((it) => `  ${it.path}: ${it.message}\n`).join('') : ''
  process.stderr.write(`${message}\n${places}`)
  process.exitCode = 1
}
// Prisma's schema engine leaves a timer behind that would keep a finished command waiting.
process.exit(process.exitCode ?? 0)
