import type { Context } from 'hono'
import { type AppError, ERRORS, type ErrorCode } from '../../errors.ts'
import { asAppError } from '../../http/problem.ts'
import type { Phrase } from '../../words/words.ts'
import { html } from '../html.ts'
import { layout } from '../layout.ts'
import { copyable } from '../parts/copy.ts'
import { errorNotice } from '../parts/notice.ts'
import { FOREIGN } from '../session/form.ts'
import type { ConsoleEnv, View } from '../view.ts'

const PHRASES: Partial<Record<ErrorCode, Phrase>> = {
  'bad-input': 'console.error.bad_input',
  'wrong-media-type': 'console.error.bad_input',
  'too-large': 'console.error.bad_input',
  'wrong-role': 'console.error.wrong_role',
  'own-request': 'console.error.own_request',
  'not-found': 'console.error.not_found',
  'already-decided': 'console.error.already_decided',
  'stale-version': 'console.error.stale_version',
  'no-answer': 'console.error.no_answer',
  'exact-approval-needed': 'console.error.exact',
  halted: 'console.error.halted',
  'not-halted': 'console.error.not_halted',
  'database-away': 'console.error.database',
}

/** The sentence for an error, in the console's words. */
export function errorPhrase(error: AppError): Phrase {
  if (error.message === FOREIGN) return 'console.error.foreign'
  return PHRASES[error.code] ?? 'console.error.unexpected'
}

function errorPage(view: View, error: AppError, requestId: string) {
  const { t } = view.words
  return layout(view, {
    title: t('console.error.title'),
    body: html`<h1>${t('console.error.title')}</h1>
      ${errorNotice(view, errorPhrase(error))}
      <p><a class="button" href="/console">${t('console.error.home')}</a></p>
      <p class="soft">${t('console.error.request')} ${copyable(view, t('console.error.request'), requestId, { whole: true })}</p>`,
  })
}

/** Any error of the console, as a page; what nobody foresaw keeps its message to the log. */
export async function answerWithPage(error: unknown, c: Context<ConsoleEnv>): Promise<Response> {
  const known = asAppError(error)
  const requestId = c.get('requestId')
  const { log } = c.get('services')
  if (known.code === 'unexpected') log.error({ err: error, request_id: requestId }, 'a console page failed')
  return c.html(await errorPage(c.get('view'), known, requestId), ERRORS[known.code].status)
}
