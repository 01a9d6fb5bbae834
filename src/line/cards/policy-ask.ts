import { CATALOGUE, WHO_APPROVES } from '../../domain/catalogue.ts'
import { ACTIONS } from '../../domain/overrides/override.ts'
import { MATRIX_QUESTION, questionOf } from '../../domain/policies/keys.ts'
import type { Approvers, PolicyFacts, Tell } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import { catalogueCard } from './catalogue.ts'
import { decisionCard } from './decision.ts'
import type { RenderContext } from './render-context.ts'

type Ask = Extract<Tell, { kind: 'policy-ask' }>

const QUESTIONS = 3

function catalogueRows({ words }: RenderContext, risks: Approvers['risks']) {
  return ACTIONS.map((action) => {
    const risk = risks[action] ?? CATALOGUE[action].risk
    return {
      name: words.t(`action.${action}`),
      who: words.t(`who.${WHO_APPROVES[risk]}`),
      color: RISK_COLORS[risk],
    }
  })
}

/** One question of the ask; the third shows all that approving it "as shown" means. */
export function questionCard(context: RenderContext, policy: PolicyFacts, risks: Approvers['risks']): object {
  const { words, templates, signer } = context
  const question = questionOf(policy.policyKey) ?? 'q1'
  const { id, version } = policy
  const [n, of] = [Number(question.slice(1)), QUESTIONS]
  return templates.render('policy-question', {
    alt: `${words.t('ask.step', { n, of })} ${words.t(`ask.${question}.title`)}`,
    step: words.t('ask.step', { n, of }),
    title: words.t(`ask.${question}.title`),
    question: words.t(`ask.${question}.question`),
    why: words.t(`ask.${question}.why`),
    facts: [],
    rows: question === 'q3' ? catalogueRows(context, risks) : [],
    until: words.t('ask.until'),
    approve: tap(words.t('button.approve'), signer.seal({ verb: 'approve', id, version })),
    reject: tap(words.t('button.reject'), signer.seal({ verb: 'reject', id, version })),
  })
}

const tap = (label: string, data: string) => ({ label, data, display: label })

/**
 * The three-question ask: what it is about, then a card for each question, and before the third, while
 * it is open, a card for each action. Five messages at most: one push.
 */
export function policyAsk(context: RenderContext, { questions, risks, reader }: Ask): object[] {
  const { words } = context
  const intro = { type: 'text', text: `${words.t('ask.title')}\n\n${words.t('ask.intro')}` }
  const cards = questions.flatMap((policy) => {
    if (policy.status !== 'draft') return [decisionCard(context, policy)]
    const question = questionCard(context, policy, risks)
    if (policy.policyKey !== MATRIX_QUESTION) return [question]
    return [catalogueCard(context, { kind: 'catalogue', actions: ACTIONS, risks, reader }), question]
  })
  return [intro, ...cards]
}
