/** Everything that can go wrong on purpose: code → HTTP status, and whether asking again may help. */
export const ERRORS = {
  'bad-input': { status: 400, mayRetry: false },
  'no-token': { status: 401, mayRetry: false },
  'unknown-token': { status: 401, mayRetry: false },
  'wrong-role': { status: 403, mayRetry: false },
  'metrics-are-private': { status: 403, mayRetry: false },
  'own-request': { status: 403, mayRetry: false },
  'not-found': { status: 404, mayRetry: false },
  'request-timeout': { status: 408, mayRetry: true },
  'already-decided': { status: 409, mayRetry: false },
  'stale-version': { status: 409, mayRetry: false },
  'round-open': { status: 409, mayRetry: false },
  'no-round': { status: 409, mayRetry: false },
  'round-incomplete': { status: 409, mayRetry: false },
  'no-answer': { status: 409, mayRetry: false },
  'exact-approval-needed': { status: 409, mayRetry: false },
  'job-exists': { status: 409, mayRetry: false },
  'job-claimed': { status: 409, mayRetry: true },
  'lease-not-held': { status: 409, mayRetry: false },
  'artifact-gate-not-passed': { status: 409, mayRetry: false },
  'grant-missing': { status: 409, mayRetry: false },
  'grant-used': { status: 409, mayRetry: false },
  'grant-expired': { status: 409, mayRetry: false },
  'action-changed': { status: 409, mayRetry: false },
  'not-running': { status: 409, mayRetry: false },
  halted: { status: 409, mayRetry: true },
  'not-halted': { status: 409, mayRetry: false },
  'too-large': { status: 413, mayRetry: false },
  'wrong-media-type': { status: 415, mayRetry: false },
  'idempotency-key-reused': { status: 422, mayRetry: false },
  'too-many-requests': { status: 429, mayRetry: true },
  'too-many-open-asks': { status: 429, mayRetry: true },
  'too-many-bytes': { status: 429, mayRetry: true },
  'too-many-held-requests': { status: 429, mayRetry: true },
  'bad-signature': { status: 401, mayRetry: false },
  'line-refused': { status: 502, mayRetry: false },
  'line-unreachable': { status: 502, mayRetry: true },
  'database-away': { status: 503, mayRetry: true },
  'data-dir-held': { status: 500, mayRetry: false },
  'bad-settings': { status: 500, mayRetry: false },
  unexpected: { status: 500, mayRetry: false },
} as const

export type ErrorCode = keyof typeof ERRORS

/** One place in a caller's input, and what is wrong with it. */
export type InputProblem = { path: string; message: string }

/**
 * The one error that the program throws on purpose. Faces (HTTP, chat, command line) translate it
 * once; its message says what to do next and never holds a token.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly problems: InputProblem[]
  /** After so many seconds asking again may help; null: nobody knows. */
  readonly retryAfter: number | null

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; problems?: InputProblem[]; retryAfter?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.problems = options.problems ?? []
    this.retryAfter = options.retryAfter ?? null
  }
}
