import type { Api } from './api.ts'
import type { Settings } from './settings.ts'

/** What a command is given. */
export type CommandCall = {
  settings: Settings
  api: Api
  /** `--name value`, the last one wins. */
  flags: Record<string, string | undefined>
  /** `--name` without a value. */
  switches: Set<string>
  /** What stands beside the flags. */
  words: string[]
  /** What stands after `--`. */
  command: string[]
}

/** How a command ended. `json` is what --json prints; `text` what a person reads. */
export type Result = {
  exitCode: number
  signal?: NodeJS.Signals | null
  json?: object
  text?: string
}
