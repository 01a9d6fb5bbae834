import { type Context, Hono } from 'hono'
import { decidePolicy } from '../domain/policies/decide.ts'
import { type AppError, ERRORS } from '../errors.ts'
import type { ApiEnv } from '../http/api-env.ts'
import { asAppError } from '../http/problem.ts'
import { readBytes } from '../http/read-body.ts'
import { type Closed, type Opened, openLink, wordsOfBrowser } from './evidence/open-link.ts'
import { brokenPage, closedPage, evidencePage } from './evidence/pages.ts'
import { errorPhrase } from './pages/error-page.ts'

type Ask = Context<ApiEnv, '/:token'>

const STATUS = { forged: 404, expired: 410, not_member: 403, gone: 404 } as const satisfies Record<
  Closed['closed'],
  number
>

const shut = (c: Ask, closed: Closed) => c.html(closedPage(closed), STATUS[closed.closed])

async function readForm(c: Ask): Promise<{ status?: string; reason: string }> {
  const fields = new URLSearchParams(new TextDecoder().decode(await readBytes(c)))
  const reason = (fields.get('reason') ?? '').replaceAll('\u0000', '').toWellFormed()
  return { status: fields.get('status') ?? undefined, reason }
}

/** The page as it is now, and why the form changed nothing. */
async function refuse(c: Ask, opened: Opened, error: AppError, reason: string): Promise<Response> {
  const { status } = ERRORS[error.code]
  if (status !== 400 && status !== 403 && status !== 409 && status !== 413) throw error
  const now = await openLink(c, c.req.param('token'))
  const notice = opened.words.t(errorPhrase(error))
  return c.html(evidencePage('closed' in now ? opened : now, notice, reason), status)
}

async function decide(c: Ask): Promise<Response> {
  const opened = await openLink(c, c.req.param('token'))
  if ('closed' in opened) return shut(c, opened)
  const { words, ctx, policy, version } = opened
  const { status, reason } = await readForm(c)
  if (status !== 'approved' && status !== 'rejected')
    return c.html(evidencePage(opened, words.t('console.evidence.bad_form'), reason), 400)
  if (status === 'rejected' && !reason.trim())
    return c.html(evidencePage(opened, words.t('console.evidence.need_reason')), 400)
  if (policy.riskLevel === 'high')
    return c.html(evidencePage(opened, words.t('console.evidence.high'), reason), 403)
  const why = status === 'approved' ? words.t('tap_reason') : reason
  try {
    await decidePolicy(ctx, { policyId: policy.id, version, status, reason: why })
  } catch (error) {
    return refuse(c, opened, asAppError(error), reason)
  }
  return c.redirect(c.req.path, 303)
}

/** What nobody foresaw, as a page; its message goes to the log alone. */
async function answerBroken(error: unknown, c: Context<ApiEnv>): Promise<Response> {
  const known = asAppError(error)
  const requestId = c.get('requestId')
  if (known.code === 'unexpected')
    c.get('services').log.error({ err: error, request_id: requestId }, 'an evidence page failed')
  const words = wordsOfBrowser(c)
  return c.html(brokenPage(words, words.t(errorPhrase(known)), requestId), ERRORS[known.code].status)
}

/**
 * Rule 12: what does not fit on a card, in full, with the decision on the same page. It opens in LINE's
 * own browser without a session: the signed link says for whom. Opening it changes nothing.
 */
export function evidencePages(): Hono<ApiEnv> {
  const pages = new Hono<ApiEnv>()
  pages.onError(answerBroken)
  pages.use(async (c, next) => {
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    c.header('referrer-policy', 'no-referrer')
    c.header('x-content-type-options', 'nosniff')
    c.header('cache-control', 'no-store')
    await next()
  })
  pages.get('/:token', async (c) => {
    const opened = await openLink(c, c.req.param('token'))
    return 'closed' in opened ? shut(c, opened) : c.html(evidencePage(opened))
  })
  pages.post('/:token', decide)
  pages.all('*', (c) => shut(c as unknown as Ask, { closed: 'forged', words: wordsOfBrowser(c) }))
  return pages
}
