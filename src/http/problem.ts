import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ZodError } from 'zod'
import type { Problem } from '../contract.ts'
import { isDatabaseAway } from '../db/database.ts'
import { AppError, ERRORS, type InputProblem } from '../errors.ts'
import type { ApiEnv } from './api-env.ts'

const TITLES: Record<number, string> = {
  400: 'Bad input',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  408: 'Timeout',
  409: 'Conflict',
  413: 'Too large',
  415: 'Wrong media type',
  422: 'Unprocessable',
  429: 'Too many requests',
  500: 'Something broke',
  502: 'LINE is in the way',
  503: 'Not available',
}

/** The places in a body that zod refused, `path` with dots. */
export function inputProblems(error: ZodError): InputProblem[] {
  return error.issues.map((it) => ({ path: it.path.map(String).join('.'), message: it.message }))
}

/** Anything thrown, as one of our errors; what nobody foresaw keeps its message to the log. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ZodError) {
    return new AppError('bad-input', 'Some fields are missing or wrong.', {
      problems: inputProblems(error),
      cause: error,
    })
  }
  if (isDatabaseAway(error)) {
    return new AppError('database-away', 'The database cannot be reached; try again in a moment.', {
      cause: error,
    })
  }
  if (error instanceof HTTPException && error.status === 404)
    return new AppError('not-found', 'There is no such address.')
  return new AppError(
    'unexpected',
    'Something broke on our side; give the request_id to whoever runs the bot.',
    { cause: error },
  )
}

/** The body of RFC 9457 for an error. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { status } = ERRORS[error.code]
  return {
    type: `https://countersign.invalid/problems/${error.code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(error.problems.length > 0 ? { errors: error.problems } : {}),
  }
}

/** The problem that an error of this request is to its caller; what nobody foresaw is logged. */
export function explainError(
  error: unknown,
  c: Context<ApiEnv>,
): { status: number; body: Problem; retryAfter: number | null } {
  const known = asAppError(error)
  const requestId = c.get('requestId')
  const { log } = c.get('services')
  if (known.code === 'unexpected') log.error({ err: error, request_id: requestId }, 'a request failed')
  else log.debug({ code: known.code, request_id: requestId }, known.message)
  const { code, retryAfter } = known
  return { status: ERRORS[code].status, body: problemOf(known, requestId), retryAfter }
}

/** The one place where errors become HTTP. */
export function answerError(error: unknown, c: Context<ApiEnv>): Response {
  const { status, body, retryAfter } = explainError(error, c)
  return c.body(JSON.stringify(body), {
    status: status as ContentfulStatusCode,
    headers: {
      'content-type': 'application/problem+json',
      // What is still to come of the body is not waited for.
      ...(status === 408 ? { connection: 'close' } : {}),
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
  })
}
