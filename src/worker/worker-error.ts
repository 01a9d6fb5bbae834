import { EXIT, type Exit, exitOf } from './exit-codes.ts'

/** The one error of this program: how it ends, and a sentence that says what to do next. */
export class WorkerError extends Error {
  readonly exit: Exit
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(
    exit: Exit,
    message: string,
    options: { code?: string; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'WorkerError'
    this.exit = exit
    this.code = options.code ?? exit
    this.details = options.details ?? {}
  }

  get exitCode(): number {
    return EXIT[this.exit].code
  }
}

/** The server could not be reached, or could not work just now. */
export function serverAway(why: string, cause?: unknown): WorkerError {
  return new WorkerError('away', `The server cannot be reached: ${why}`, { code: 'server-away', cause })
}

type Problem = { code?: unknown; detail?: unknown; reason?: unknown; errors?: unknown; missing?: unknown }

/** The server's "no", with everything that it said. */
export function refusal(status: number, body: unknown): WorkerError {
  const problem = (body !== null && typeof body === 'object' ? body : {}) as Problem
  const code = typeof problem.code === 'string' ? problem.code : `http-${status}`
  const places = Array.isArray(problem.errors)
    ? (problem.errors as { path: string; message: string }[]).map((it) => `\n  ${it.path}: ${it.message}`)
    : []
  const words = typeof problem.detail === 'string' ? problem.detail : `it answered with status ${status}`
  const { reason, missing } = problem
  return new WorkerError(exitOf(code), `The server refused this (${code}): ${words}${places.join('')}`, {
    code,
    details: { status, detail: words, reason, missing, errors: problem.errors },
  })
}
