import { Command } from 'commander'
import { AppError } from '../errors.ts'
import { auditCommands } from './audit.ts'
import { doctorCommand } from './doctor.ts'
import { haltCommands } from './halts.ts'
import { memberCommands } from './members.ts'
import { policyCommands } from './policies.ts'
import { roundCommands } from './rounds.ts'
import { tokenCommands } from './tokens.ts'

const program = new Command('countersign')
  .description('Runs Countersign from a shell: people, tokens, rounds, the ask, proof.')
  .showHelpAfterError()

for (const add of [
  memberCommands,
  tokenCommands,
  policyCommands,
  roundCommands,
  auditCommands,
  haltCommands,
  doctorCommand,
])
  add(program)

try {
  await program.parseAsync()
} catch (error) {
  const message =
    error instanceof AppError
      ? error.message
      : `Something broke: ${error instanceof Error ? error.message : error}`
  const places =
    error instanceof AppError ? error.problems.map((it) => `  ${it.path}: ${it.message}\n`).join('') : ''
  process.stderr.write(`${message}\n${places}`)
  process.exitCode = 1
}
// Prisma's schema engine leaves a timer behind that would keep a finished command waiting.
process.exit(process.exitCode ?? 0)
