import type { ErrorCode } from '../errors.ts'

/** What the program itself ends with. `run` and a started `act` end with the wrapped command's own code. */
export const EXIT = {
  done: { code: 0, means: 'done; also: kept in the spool, to be sent at the next call' },
  problems: { code: 1, means: 'doctor found a problem' },
  usage: { code: 64, means: 'wrong arguments or missing settings; nothing was done' },
  refused: { code: 65, means: 'the server refused what was sent; it says why' },
  missing_file: { code: 66, means: 'a file is not there or cannot be read' },
  away: { code: 69, means: 'the server cannot be reached, and this cannot be kept for later' },
  broken: { code: 70, means: 'something broke in countersign-worker itself' },
  token: { code: 77, means: 'the token is missing, unknown, revoked, or of another role or worker' },
  gate_fail: { code: 80, means: 'gate: the artifacts do not pass' },
  gate_retry: { code: 81, means: 'gate: cannot be said just now; check again a little later' },
  lease: { code: 82, means: 'this worker does not hold the lease of the job, or cannot claim it' },
  gate_missing: { code: 83, means: 'complete: the artifact gate has not passed' },
  rejected: { code: 90, means: "act: refused; the approver's words are on stderr; the command did not run" },
  no_answer: { code: 91, means: 'act: nobody answered in time; the command did not run' },
  halted: { code: 92, means: 'act: everything is halted by a person; the command did not run' },
  no_grant: { code: 93, means: 'act: the approval is used, expired or for something else; nothing ran' },
  not_executable: { code: 126, means: 'run, act: the command may not be executed' },
  not_found: { code: 127, means: 'run, act: there is no such command' },
} as const satisfies Record<string, { code: number; means: string }>

export type Exit = keyof typeof EXIT

const BY_CODE: Partial<Record<ErrorCode | 'action-denied', Exit>> = {
  'no-token': 'token',
  'unknown-token': 'token',
  'wrong-role': 'token',
  'job-claimed': 'lease',
  'lease-not-held': 'lease',
  'artifact-gate-not-passed': 'gate_missing',
  'action-denied': 'rejected',
  'no-answer': 'no_answer',
  'too-many-open-asks': 'no_answer',
  halted: 'halted',
  'grant-missing': 'no_grant',
  'grant-used': 'no_grant',
  'grant-expired': 'no_grant',
  'action-changed': 'no_grant',
  'not-running': 'no_grant',
}

/** The exit for a problem's code, as the server names it. */
export const exitOf = (code: string): Exit => BY_CODE[code as ErrorCode] ?? 'refused'
