import { parseArgs } from 'node:util'
import { COMMANDS, type Command } from './commands.ts'
import { EXIT } from './exit-codes.ts'
import { SETTINGS } from './settings.ts'
import { WORKER_VERSION } from './version.ts'
import { WorkerError } from './worker-error.ts'

/** What was typed. */
export type Typed = {
  name: string
  command: Command
  flags: Record<string, string | undefined>
  switches: Set<string>
  words: string[]
  wrapped: string[]
}

const EVERYWHERE = { json: 'print one JSON object (run, act: on stderr)', help: 'show this' }

const wrong = (words: string) => new WorkerError('usage', `${words} Nothing was done; --help says more.`)

/** The flags that say where the bot is and who asks; `gate` has a --url of its own. */
function settingFlags(command: Command): string[] {
  return Object.values(SETTINGS)
    .map((it): string => it.flag)
    .filter((it) => command.flags?.[it] === undefined)
}

type Parsed = { values: Record<string, unknown>; positionals: string[] }

function parse(name: string, command: Command, args: string[]): Parsed {
  const valued = [...settingFlags(command), ...Object.keys(command.flags ?? {})]
  const plain = [...Object.keys(EVERYWHERE), ...Object.keys(command.switches ?? {})]
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: Object.fromEntries([
        ...valued.map((it) => [it, { type: 'string' as const }]),
        ...plain.map((it) => [it, { type: 'boolean' as const }]),
      ]),
    })
  } catch (error) {
    const words = (error as Error).message.split(/\. To specify|\n/)[0]
    throw wrong(`${name}: ${words}.`)
  }
}

function check(
  name: string,
  command: Command,
  typed: Omit<Typed, 'name' | 'command'>,
  hasDashes: boolean,
): void {
  const missing = (command.required ?? []).filter((it) => !typed.flags[it]?.trim())
  if (missing.length > 0) throw wrong(`${name}: ${missing.map((it) => `--${it}`).join(', ')} must be given.`)
  const [min, max] = command.words
  const isEmpty = typed.words.some((it) => it.trim() === '')
  if (typed.words.length < min || typed.words.length > max || isEmpty) throw wrong(`Usage: ${command.usage}.`)
  if (command.wraps && typed.wrapped.length === 0)
    throw wrong(`Usage: ${command.usage} (the command follows after --).`)
  if (!command.wraps && hasDashes) throw wrong(`${name} takes no command after --.`)
}

/**
 * Reads the command line.
 *
 * @returns null when help was asked for.
 * @throws WorkerError `usage`.
 */
export function readCommandLine(argv: string[]): Typed | null {
  const [name = '', ...rest] = argv
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw wrong(name === '' ? 'Say what to do.' : `There is no command "${name}".`)
  const dashes = rest.indexOf('--')
  const { values, positionals } = parse(name, command, dashes < 0 ? rest : rest.slice(0, dashes))
  if (values.help) return null
  const entries = Object.entries(values)
  const typed = {
    flags: Object.fromEntries(entries.flatMap(([key, it]) => (typeof it === 'string' ? [[key, it]] : []))),
    switches: new Set(entries.flatMap(([key, it]) => (it === true ? [key] : []))),
    words: positionals,
    wrapped: dashes < 0 ? [] : rest.slice(dashes + 1),
  }
  check(name, command, typed, dashes >= 0)
  return { name, command, ...typed }
}

const row = (name: string, help: string) => `  ${name.padEnd(26)} ${help}`

/** Help for one command, or for the whole program. */
export function helpText(name?: string): string {
  const command = name === undefined ? undefined : COMMANDS[name]
  const settings = Object.values(SETTINGS).map((it) => row(`${it.env}, --${it.flag}`, it.help))
  const exits = Object.values(EXIT).map((it) => row(String(it.code), it.means))
  if (!command) {
    const commands = Object.values(COMMANDS).map((it) => `  ${it.usage}\n      ${it.help}`)
    const tail = ['', 'Settings (flags win):', ...settings, '', 'Exit codes:', ...exits, '']
    return [`countersign-worker ${WORKER_VERSION}`, '', ...commands, ...tail].join('\n')
  }
  const own = Object.entries({ ...command.flags, ...command.switches, ...EVERYWHERE })
  return [command.usage, `  ${command.help}`, '', ...own.map(([it, help]) => row(`--${it}`, help)), ''].join(
    '\n',
  )
}
