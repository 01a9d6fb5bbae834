import { type Context, Hono } from 'hono'
import { requireMayDecide } from '../../../domain/delegations/acting-as.ts'
import { decidePolicy } from '../../../domain/policies/decide.ts'
import { getPolicy } from '../../../domain/policies/read.ts'
import { retirePolicy } from '../../../domain/policies/retire.ts'
import { CONFIRMATION_TIME } from '../../../domain/rules.ts'
import { AppError, ERRORS } from '../../../errors.ts'
import { asAppError } from '../../../http/problem.ts'
import { layout } from '../../layout.ts'
import { type Done, doneNotice, errorNotice } from '../../parts/notice.ts'
import { policyTitle } from '../../parts/policy-title.ts'
import { type ConsoleEnv, ownView } from '../../view.ts'
import { errorPhrase } from '../error-page.ts'
import { confirmForm, decideForms } from './decide-forms.ts'
import { proposalBody } from './proposal-page.ts'
import { readProposal } from './read-proposal.ts'

type Ask = Context<ConsoleEnv, '/:id'>

async function show(c: Ask, notice: unknown, status: 200 | 400 | 403 | 404 | 409 = 200) {
  const view = ownView(c)
  const proposal = await readProposal(view.ctx, c.req.param('id'))
  const title = policyTitle(view.words, proposal.policy)
  const body = proposalBody(view, proposal, notice, decideForms(view, proposal))
  return c.html(await layout(view, { title, section: 'proposals', body }), status)
}

const versionIn = (given: string | undefined) => (/^\d{1,9}$/.test(given ?? '') ? Number(given) : 0)

/** Does it and leads back; what the verb refuses is said on the page as it is now. */
async function attempt(c: Ask, done: Done, run: () => Promise<unknown>): Promise<Response> {
  try {
    await run()
  } catch (error) {
    const known = asAppError(error)
    const { status } = ERRORS[known.code]
    if (status !== 400 && status !== 403 && status !== 409) throw error
    return show(c, errorNotice(ownView(c), errorPhrase(known)), status)
  }
  return c.redirect(`/console/proposals/${c.req.param('id')}?done=${done}`, 303)
}

/** The first step of a high risk decides nothing: it shows the whole effect, and a button for this session alone. */
async function askToConfirm(c: Ask, version: number): Promise<Response> {
  const view = ownView(c)
  const proposal = await readProposal(view.ctx, c.req.param('id'))
  const { policy } = proposal
  await requireMayDecide(view.ctx, policy)
  if (policy.status !== 'draft') throw new AppError('already-decided', 'This is decided already.')
  if (policy.version !== version) throw new AppError('stale-version', 'This page is of an older draft.')
  const until = new Date(view.now.getTime() + CONFIRMATION_TIME)
  const tap = {
    verb: 'confirm',
    id: policy.id,
    version,
    arg: view.session.id,
    until: until.getTime(),
  } as const
  const seal = view.services.signer.seal(tap)
  const title = view.words.t('console.decide.confirm_title')
  return c.html(
    await layout(view, { title, section: 'proposals', body: confirmForm(view, proposal, seal, until) }),
  )
}

async function approve(c: Ask): Promise<Response> {
  const view = ownView(c)
  const version = versionIn(c.get('form').version)
  const policy = await readProposal(view.ctx, c.req.param('id')).then((it) => it.policy)
  if (policy.riskLevel === 'high' && policy.status === 'draft') {
    return askToConfirm(c, version).catch((error) => attempt(c, 'approved', () => Promise.reject(error)))
  }
  const reason = view.words.t('console.decide.approve_default')
  return attempt(c, 'approved', () =>
    decidePolicy(view.ctx, { policyId: policy.id, version, status: 'approved', reason }),
  )
}

async function confirm(c: Ask): Promise<Response> {
  const view = ownView(c)
  const tap = view.services.signer.open(c.get('form').seal ?? '')
  const isOurs = tap?.verb === 'confirm' && tap.id === c.req.param('id') && tap.arg === view.session.id
  if (!isOurs) throw new AppError('bad-input', 'This confirmation was not made for this session.')
  if (tap.until === undefined || view.now.getTime() > tap.until)
    return show(c, errorNotice(view, 'console.error.late'), 409)
  const reason = view.words.t('console.decide.approve_default')
  return attempt(c, 'approved', () =>
    decidePolicy(view.ctx, { policyId: tap.id, version: tap.version, status: 'approved', reason }),
  )
}

/** One decision, and deciding it: by the same verbs as in LINE. */
export function decisionRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.get('/:id', (c) => show(c, doneNotice(ownView(c))))
  app.post('/:id/approve', (c) => approve(c as unknown as Ask))
  app.post('/:id/confirm', (c) => confirm(c as unknown as Ask))
  app.post('/:id/reject', (c) => {
    const { reason, version } = c.get('form')
    const input = { policyId: c.req.param('id'), version: versionIn(version), reason: reason ?? '' }
    return attempt(c as unknown as Ask, 'rejected', () =>
      decidePolicy(ownView(c).ctx, { ...input, status: 'rejected' }),
    )
  })
  app.post('/:id/retire', (c) => {
    const { reason, version } = c.get('form')
    return attempt(c as unknown as Ask, 'retired', async () => {
      if (!reason?.trim()) throw new AppError('bad-input', 'Retiring has a reason.')
      const { ctx } = ownView(c)
      const policy = await getPolicy(ctx, c.req.param('id'))
      return retirePolicy(ctx, { policyId: policy.id, version: versionIn(version), reason: reason.trim() })
    })
  })
  return app
}
