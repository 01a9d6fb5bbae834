import { AppError } from '../errors.ts'

/** LINE said no, or did not answer. `status` is null when nothing came back. */
export class LineError extends AppError {
  readonly status: number | null
  readonly requestId: string | null

  constructor(message: string, facts: { status: number | null; requestId?: string | null; cause?: unknown }) {
    const refused = facts.status !== null && facts.status < 500
    super(refused ? 'line-refused' : 'line-unreachable', message, { cause: facts.cause })
    this.status = facts.status
    this.requestId = facts.requestId ?? null
  }
}
