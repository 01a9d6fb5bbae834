import type { Tell } from '../../domain/tell.ts'
import { visibleValue } from '../../visible-text.ts'
import { wordsOf } from '../../words/words.ts'
import { proposalMessages, withinOneCall } from './carousel.ts'
import { catalogueCard } from './catalogue.ts'
import { changeDraftCard } from './change-draft.ts'
import { choiceCard, dateCard } from './choice.ts'
import { decisionCard } from './decision.ts'
import { detailsMessages } from './details.ts'
import { digestCard } from './digest.ts'
import { matrixDayCard } from './matrix-day.ts'
import { policyAsk, questionCard } from './policy-ask.ts'
import { actionCard, proposalCard } from './proposal.ts'
import type { RenderContext } from './render-context.ts'
import { repairVerdictCard } from './repair-verdict.ts'
import { reviewCard } from './review.ts'
import { scorecardCard } from './scorecard.ts'
import { confirmCard, reasonsCard } from './second-step.ts'

function renderOne(context: RenderContext, tell: Tell): object[] {
  switch (tell.kind) {
    case 'say': {
      const { t } = tell.locale ? wordsOf(tell.locale, 'UTC') : context.words
      return [{ type: 'text', text: t(tell.phrase, { public_url: context.publicUrl, ...tell.params }) }]
    }
    case 'text':
      return [{ type: 'text', text: tell.text }]
    case 'console-link': {
      const { token, minutes } = tell
      const params = { public_url: context.publicUrl, token, minutes }
      return [{ type: 'text', text: context.words.t('console.link.given', params) }]
    }
    case 'deputy': {
      const { t, time } = context.words
      const params = { from: tell.from, until: time(tell.until), risk: t(`risk.${tell.maxRisk}`) }
      return [{ type: 'text', text: t('chat.delegate.told', params) }]
    }
    case 'policy-ask':
      return policyAsk(context, tell)
    case 'question':
      return [questionCard(context, tell.policy, tell.risks)]
    case 'catalogue':
      return [catalogueCard(context, tell)]
    case 'proposal':
      return [proposalCard(context, tell.policy, tell.evidence)]
    case 'proposals':
      return proposalMessages(context, tell.items)
    case 'action':
      return [actionCard(context, tell.policy, tell.action)]
    case 'decided':
      return [decisionCard(context, tell.policy)]
    case 'confirm':
      return confirmCard(context, tell)
    case 'choose':
      return [choiceCard(context, tell)]
    case 'pick-date':
      return [dateCard(context, tell)]
    case 'ask-reason':
      return [reasonsCard(context, tell.policy)]
    case 'details':
      return detailsMessages(context, tell)
    case 'scorecard':
      return [scorecardCard(context, tell.card)]
    case 'digest':
      return [digestCard(context, tell.digest)]
    case 'review':
      return [reviewCard(context, tell.review)]
    case 'matrix-day':
      return [matrixDayCard(context, tell.matrix)]
    case 'change-draft':
      return [changeDraftCard(context, tell.policy, tell.evidence)]
    case 'repair-verdict':
      return [repairVerdictCard(context, tell)]
  }
}

/**
 * Everything that somebody wrote, as its reader may read it. Long output is counted before it is
 * written out: the pieces that show it do that.
 */
function visibleTell(tell: Tell): Tell {
  if (tell.kind !== 'details') return visibleValue(tell)
  const { rawOutput } = tell.evidence
  const shown = visibleValue({ ...tell, evidence: { ...tell.evidence, rawOutput: '' } })
  return { ...shown, evidence: { ...shown.evidence, rawOutput } }
}

/** What there is to tell, as LINE messages: at most five go into one call. */
export function renderTells(context: RenderContext, tells: Tell[]): object[] {
  return withinOneCall(
    context,
    tells.flatMap((it) => renderOne(context, visibleTell(it))),
  )
}
