import { createApi } from './api.ts'
import type { Result } from './command.ts'
import { helpText, readCommandLine, type Typed } from './command-line.ts'
import { COMMANDS } from './commands.ts'
import { EXIT } from './exit-codes.ts'
import { say } from './say.ts'
import { readSettings } from './settings.ts'
import { dieBy } from './signal-relay.ts'
import { WORKER_VERSION } from './version.ts'
import { WorkerError } from './worker-error.ts'

async function call({ name, command, flags, switches, words, wrapped }: Typed): Promise<Result> {
  // The artifact's --url of `gate` is no setting.
  const settingFlags = name === 'gate' ? { ...flags, url: flags.bot } : flags
  const settings = readSettings(settingFlags, process.env, command.needs)
  const run = await command.load()
  return run({ settings, api: createApi(settings, say), flags, switches, words, command: wrapped })
}

/** stdout may belong to a wrapped command: then our JSON goes to stderr. */
function print(result: Result, isJson: boolean, wraps: boolean): void {
  const out = wraps ? process.stderr : process.stdout
  if (isJson) out.write(`${JSON.stringify({ exit_code: result.exitCode, ...result.json })}\n`)
  else if (result.text) process.stdout.write(`${result.text}\n`)
}

function asWorkerError(error: unknown): WorkerError {
  if (error instanceof WorkerError) return error
  const words = error instanceof Error ? error.message : String(error)
  return new WorkerError('broken', `Something broke: ${words}`, { cause: error })
}

async function dispatch(argv: string[]): Promise<Result> {
  const dashes = argv.indexOf('--')
  const isJson = argv.slice(0, dashes < 0 ? undefined : dashes).includes('--json')
  const wraps = COMMANDS[argv[0] ?? '']?.wraps === true
  if (argv[0] === '--version') return { exitCode: 0, text: WORKER_VERSION }
  if (argv[0] === '--help' || argv[0] === 'help' || argv.length === 0)
    return { exitCode: argv.length === 0 ? EXIT.usage.code : 0, text: helpText() }
  try {
    const typed = readCommandLine(argv)
    if (!typed) return { exitCode: 0, text: helpText(argv[0]) }
    const result = await call(typed)
    print(result, isJson, wraps)
    return { exitCode: result.exitCode, signal: result.signal }
  } catch (thrown) {
    const error = asWorkerError(thrown)
    say(error.message)
    const { exitCode, code, message, details } = error
    print({ exitCode, json: { error: { code, message, ...details } } }, isJson, wraps)
    return { exitCode }
  }
}

/**
 * Does what the command line says, and ends the process: with the exit code, or by the signal that
 * ended a wrapped command.
 */
export async function runProgram(argv: string[]): Promise<never> {
  // Whoever read us may have gone; the exit code still says how it went.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  const { exitCode, signal, text } = await dispatch(argv)
  if (text) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  if (signal) await dieBy(signal)
  process.exit(exitCode)
}
