import { CATALOGUE, type CatalogueAction, type Risk } from '../../domain/catalogue.ts'
import { questionOf } from '../../domain/policies/keys.ts'
import type { PolicyFacts, Tell } from '../../domain/tell.ts'
import { RISK_COLORS } from '../flex/colors.ts'
import { decisionCard } from './decision.ts'
import type { RenderContext } from './render-context.ts'

type Ask = Extract<Tell, { kind: 'policy-ask' }>

const QUESTIONS = 3
const WHO = { low: 'self', medium: 'pls_owner', high: 'louis' } as const satisfies Record<Risk, string>

function catalogueRows({ words }: RenderContext, risks: Ask['risks']) {
  return (Object.keys(CATALOGUE) as CatalogueAction[]).map((action) => {
    const risk = risks[action] ?? CATALOGUE[action].risk
    return { name: words.t(`action.${action}`), who: words.t(`who.${WHO[risk]}`), color: RISK_COLORS[risk] }
  })
}

function questionCard(context: RenderContext, policy: PolicyFacts, risks: Ask['risks']): object {
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

/** The three-question ask: what it is about, then a card for each question; four messages, one push. */
export function policyAsk(context: RenderContext, { questions, risks }: Ask): object[] {
  const { words } = context
  const intro = { type: 'text', text: `${words.t('ask.title')}\n\n${words.t('ask.intro')}` }
  const cards = questions.map((policy) =>
    policy.status === 'draft' ? questionCard(context, policy, risks) : decisionCard(context, policy),
  )
  return [intro, ...cards]
}
