import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { findActionEvidence } from '../domain/actions/evidence.ts'
import { findEvidence } from '../domain/events/evidence.ts'
import { asActor } from '../domain/members/read.ts'
import { decidePolicy } from '../domain/policies/decide.ts'
import { policyFacts } from '../domain/policies/facts.ts'
import { getPolicy } from '../domain/policies/read.ts'
import { AppError } from '../errors.ts'
import type { ApiEnv } from '../http/api-env.ts'
import { titleOf } from '../line/cards/policy-words.ts'
import type { Services } from '../services.ts'
import { type Words, wordsOf } from '../words/words.ts'

type Page = Awaited<ReturnType<typeof openPage>>

/** The signed link says which proposal and for whom; that person's rights are looked at now. */
async function openPage(services: Services, token: string) {
  const tap = services.signer.open(token)
  const now = services.clock.now()
  if (tap?.verb !== 'page' || !tap.until || tap.until < now.getTime()) {
    throw new AppError('not-found', 'This link is not valid any more; ask the bot for "pending".')
  }
  const member = await services.db.prisma.member.findFirst({ where: { id: tap.arg ?? '', disabledAt: null } })
  if (!member) throw new AppError('wrong-role', 'This link belongs to nobody who may decide.')
  const ctx = { db: services.db.prisma, clock: services.clock, ids: services.ids, actor: asActor(member) }
  const policy = await getPolicy(ctx, tap.id)
  const evidence = (await findEvidence(ctx, policy.id)) ?? (await findActionEvidence(ctx, policy.id))
  const words = wordsOf(member.locale, services.timeZone)
  return { tap, ctx, member, policy, evidence, words }
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.6 system-ui,"Noto Sans TC",sans-serif;margin:0 auto;max-width:48rem;padding:1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:1rem;border-radius:.5rem}
dt{font-weight:600}dd{margin:0 0 .5rem}button{font:inherit;padding:.6rem 1.4rem;border-radius:.5rem;border:1px solid #8888}
.approve{background:#0b7a43;color:#fff}textarea,input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}`

function layout(words: Words, title: string, body: unknown) {
  return html`<!doctype html><html lang="${words.locale}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
    <title>${title}</title><link rel="stylesheet" href="/evidence/style.css"></head><body><main>${body}</main></body></html>`
}

function decideForms({ words, policy }: Page) {
  if (policy.status !== 'draft') return html`<p><strong>${words.t(`status.${policy.status}`)}</strong></p>`
  // The two taps of a high risk are made in the chat, where LINE says who taps.
  if (policy.riskLevel === 'high') return html`<p>${words.t('say.group_only_direct')}</p>`
  return html`<form method="post"><input type="hidden" name="status" value="approved">
      <button class="approve">${words.t('button.approve')}</button></form>
    <form method="post"><input type="hidden" name="status" value="rejected">
      <p><label>${words.t('decided.reason')}<input name="reason" required maxlength="2000"></label></p>
      <button>${words.t('button.reject')}</button></form>`
}

/** What the card may have had to shorten. */
function detailsOf({ words, evidence }: Page): { label: string; value: string }[] {
  if (evidence === null) return []
  if ('phase' in evidence) {
    return [
      { label: words.t('proposal.phase'), value: evidence.phase },
      { label: words.t('proposal.workers'), value: evidence.workers.join(', ') },
    ]
  }
  return [
    { label: words.t('action_card.target'), value: evidence.target },
    { label: words.t('action_card.parameters'), value: evidence.parameters },
    { label: words.t('action_card.reason'), value: evidence.reason },
    { label: words.t('action_card.worker'), value: evidence.workerId },
    { label: words.t('action_card.job'), value: evidence.jobId },
  ]
}

function evidencePage(page: Page) {
  const { words, policy, evidence } = page
  const title = titleOf(words, policyFacts(policy))
  return layout(
    words,
    title,
    html`<h1>${title}</h1><p>${words.t(`risk.${policy.riskLevel}`)}</p>
    <dl><dt>${words.t('proposal.repair_action')}</dt><dd>${policy.allowedAction}</dd>
    <dt>${words.t('proposal.key')}</dt><dd>${policy.policyKey}</dd>
    ${detailsOf(page).map(({ label, value }) => html`<dt>${label}</dt><dd>${value || '–'}</dd>`)}</dl>
    <h2>${words.t('proposal.evidence')}</h2><pre>${evidence?.rawOutput ?? '–'}</pre>${decideForms(page)}`,
  )
}

const Form = z.object({
  status: z.enum(['approved', 'rejected']),
  reason: z
    .string()
    .transform((it) => it.replaceAll('\u0000', '').toWellFormed())
    .optional(),
})

/** Rule 12: what does not fit on a card, in full, with the decision on the same page. Opening it changes nothing. */
export function evidencePages(): Hono<ApiEnv> {
  const pages = new Hono<ApiEnv>()
  pages.use(async (c, next) => {
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    c.header('referrer-policy', 'no-referrer')
    c.header('cache-control', 'no-store')
    await next()
  })
  pages.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css' }))
  pages.get('/:token', async (c) =>
    c.html(evidencePage(await openPage(c.get('services'), c.req.param('token')))),
  )
  pages.post('/:token', async (c) => {
    const page = await openPage(c.get('services'), c.req.param('token'))
    if (page.policy.riskLevel === 'high')
      throw new AppError('wrong-role', 'High risk is confirmed in the chat.')
    const { status, reason } = Form.parse(await c.req.parseBody())
    const why = status === 'approved' ? page.words.t('tap_reason') : (reason ?? '')
    await decidePolicy(page.ctx, { policyId: page.policy.id, version: page.tap.version, status, reason: why })
    return c.redirect(c.req.path, 303)
  })
  return pages
}
