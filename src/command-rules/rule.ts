/**
 * A pattern of commands that are more than everyday work, and the action of the catalogue that they are.
 * Everything that is given must match; lists hold alternatives. Patterns may hold `*` (any text).
 */
export type CommandRule = {
  id: string
  /** A name of the catalogue; one that it does not know is a high risk. */
  action: string
  /** What happens, for whoever approves it. */
  why: string
  /** Names of programs, without their folder. */
  programs?: string[]
  /** The words behind the program that are no flags, in order; `a|b` holds alternatives. */
  words?: string[]
  /** At least one of these flags; `-f` is found in `-rf` too, `--force` in `--force=x`. */
  flags?: string[]
  /** At least one argument, whole. */
  args?: string[]
  /** At least one variable that it sets. */
  sets?: string[]
  /** At least one host in an address among the arguments. */
  hosts?: string[]
  /** At least one file that is read or written; `~` is the home folder, `**` any folders. */
  paths?: string[]
  /** With `paths`: only where the file may be changed. */
  writes?: boolean
  /** At least one operand outside the folder of the work and the temporary ones. */
  outside?: boolean
}

/** Tools other than the shell, by name; `*` is any text. */
export type ToolRule = Pick<CommandRule, 'id' | 'action' | 'why'> & { tools: string[] }

export type RuleSet = { commands: CommandRule[]; tools: ToolRule[] }

/** A part of what is about to run that a rule knows. */
export type Finding = { rule: string; action: string; why: string; part: string }

/** Where a command would run. `home` and `cwd` are absolute. */
export type Place = { cwd: string; home: string }
