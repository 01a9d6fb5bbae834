import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { SentMessage } from '../state/records.ts'

export interface ErrorDetail {
  message: string
  property?: string
}

/** The error body of LINE's Messaging API. */
export interface ErrorBody {
  message: string
  details?: ErrorDetail[]
  sentMessages?: SentMessage[]
}

/** Thrown by a handler to answer in LINE's error shape. */
export class LineError extends Error {
  readonly status: ContentfulStatusCode
  readonly body: ErrorBody
  readonly headers: Record<string, string>

  constructor(status: ContentfulStatusCode, body: ErrorBody | string, headers: Record<string, string> = {}) {
    const full = typeof body === 'string' ? { message: body } : body
    super(full.message)
    this.status = status
    this.body = full
    this.headers = headers
  }
}

export const badProperty = (name: string): LineError =>
  new LineError(400, `The property, ${name}, in the request body is invalid (line: -, column: -)`)

export const UNAUTHORIZED =
  'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.'
export const RATE_LIMITED = 'The API rate limit has been exceeded. Try again later.'
export const MONTHLY_LIMIT = 'You have reached your monthly limit.'
export const INTERNAL_ERROR = 'Internal Server Error'
