import { AppError } from '../errors.ts'

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** True if not even a connection was made. */
function neverGotThere(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  return (typeof code === 'string' && NO_CONNECTION.has(code)) || neverGotThere(error.cause)
}

/**
 * LINE said no, or did not answer. `status` is null when nothing came back; `isEndUnseen` when LINE
 * may have done what we asked although we were not told.
 */
export class LineError extends AppError {
  readonly status: number | null
  readonly requestId: string | null
  readonly isEndUnseen: boolean

  constructor(message: string, facts: { status: number | null; requestId?: string | null; cause?: unknown }) {
    const refused = facts.status !== null && facts.status < 500
    super(refused ? 'line-refused' : 'line-unreachable', message, { cause: facts.cause })
    this.status = facts.status
    this.requestId = facts.requestId ?? null
    this.isEndUnseen = facts.status === null && !neverGotThere(facts.cause)
  }
}
