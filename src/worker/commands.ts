import type { CommandCall, Result } from './command.ts'
import type { Settings } from './settings.ts'

/** One command of the program. Its code is loaded when it is called, so that `run` starts fast. */
export type Command = {
  usage: string
  help: string
  /** Settings that it cannot do without. */
  needs: (keyof Settings)[]
  /** Flags of its own that take a value; those that must be given. */
  flags?: Record<string, string>
  required?: string[]
  switches?: Record<string, string>
  /** At least and at most so many words beside the flags. */
  words: [min: number, max: number]
  /** Whether a command follows after `--`. */
  wraps?: boolean
  load: () => Promise<(call: CommandCall) => Promise<Result>>
}

const MANY = Number.POSITIVE_INFINITY
const ALL: (keyof Settings)[] = ['url', 'token', 'job', 'worker']

export const COMMANDS: Record<string, Command> = {
  doctor: {
    usage: 'doctor',
    help: 'says what is wrong with settings, server, token, version, job and spool, and what to do',
    needs: ['url', 'token'],
    words: [0, 0],
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  claim: {
    usage: 'claim [--title T] [--pool P]',
    help: 'takes the job, with a lease; --title makes it known first',
    needs: ['url', 'token', 'worker'],
    flags: { title: 'title of a job that the server may not know yet', pool: 'its pool' },
    words: [0, 0],
    load: async () => (await import('./commands/jobs.ts')).claimCommand,
  },
  touch: {
    usage: 'touch',
    help: 'renews the lease',
    needs: ALL,
    words: [0, 0],
    load: async () => (await import('./commands/jobs.ts')).touchCommand,
  },
  context: {
    usage: 'context',
    help: 'shows job, lease, gate, what you may do, and the current priorities',
    needs: ['url', 'token', 'job'],
    words: [0, 0],
    load: async () => (await import('./commands/context.ts')).contextCommand,
  },
  progress: {
    usage: 'progress TEXT',
    help: 'notes what was done; renews the lease',
    needs: ALL,
    words: [1, MANY],
    load: async () => (await import('./commands/jobs.ts')).progressCommand,
  },
  'upload-files': {
    usage: 'upload-files FILE…',
    help: 'counts and hashes files, and records them as artifacts',
    needs: ALL,
    words: [1, MANY],
    load: async () => (await import('./commands/upload-files.ts')).uploadFilesCommand,
  },
  gate: {
    usage: 'gate --url U [--files N]',
    help: 'fetches the artifact (HEAD, GET), records the check; without --files the recorded ones count',
    needs: ALL,
    // --url is the artifact's here; where the bot is, COUNTERSIGN_URL (or --bot) says.
    flags: {
      url: "the primary artifact's address",
      files: 'how many files were uploaded',
      bot: 'where the bot is',
    },
    required: ['url'],
    words: [0, 0],
    load: async () => (await import('./commands/gate.ts')).gateCommand,
  },
  complete: {
    usage: 'complete',
    help: 'ends the job, if its artifact gate has passed',
    needs: ALL,
    words: [0, 0],
    load: async () => (await import('./commands/jobs.ts')).completeCommand,
  },
  run: {
    usage: 'run --phase P [--touch] -- COMMAND …',
    help: 'runs a command; touches and retries once where that may help; records what failed',
    needs: ALL,
    flags: { phase: 'what the command is for, such as download' },
    switches: { touch: 'touch the lease before and, every 3 minutes, while it runs' },
    words: [0, 0],
    wraps: true,
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  act: {
    usage: 'act ACTION --target T --reason R [--wait 10m] -- COMMAND …',
    help: 'asks for an approval, waits, and runs the command once if it is given',
    needs: ALL,
    flags: {
      target: 'what it is done to',
      reason: 'why, in words for the approver',
      wait: 'how long to wait for the answer (10m)',
      evidence: 'output that shows why',
      parameters: 'a JSON object that belongs to the action',
    },
    required: ['target', 'reason'],
    words: [1, 1],
    wraps: true,
    load: async () => (await import('./commands/act.ts')).actCommand,
  },
  friction: {
    usage: 'friction TEXT',
    help: 'reports that something is in the way',
    needs: ALL,
    flags: { phase: 'where (friction)', action: 'what would help, of the catalogue (diagnose)' },
    words: [1, MANY],
    load: async () => (await import('./commands/words.ts')).frictionCommand,
  },
  learn: {
    usage: 'learn --topic T --lesson L --next N --signal S',
    help: 'records a lesson, and what the next round should do first',
    needs: ['url', 'token', 'job'],
    flags: {
      topic: 'topic key',
      lesson: 'what was learnt',
      next: "the next round's priority",
      signal: 'how one sees that it is taken up, such as prompt_or_tooling_adjusted: …',
    },
    required: ['topic', 'lesson', 'next', 'signal'],
    words: [0, 0],
    load: async () => (await import('./commands/words.ts')).learnCommand,
  },
}
