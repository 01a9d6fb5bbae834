import type { Tell } from '../../domain/tell.ts'
import { choiceCard, dateCard } from './choice.ts'
import { decisionCard } from './decision.ts'
import { policyAsk } from './policy-ask.ts'
import { actionCard, proposalCard } from './proposal.ts'
import type { RenderContext } from './render-context.ts'
import { confirmCard, reasonsCard } from './second-step.ts'

function renderOne(context: RenderContext, tell: Tell): object[] {
  switch (tell.kind) {
    case 'say':
      return [
        {
          type: 'text',
          text: context.words.t(tell.phrase, { public_url: context.publicUrl, ...tell.params }),
        },
      ]
    case 'policy-ask':
      return policyAsk(context, tell.questions)
    case 'proposal':
      return [proposalCard(context, tell.policy, tell.evidence)]
    case 'action':
      return [actionCard(context, tell.policy, tell.action)]
    case 'decided':
      return [decisionCard(context, tell.policy)]
    case 'confirm':
      return [confirmCard(context, tell)]
    case 'choose':
      return [choiceCard(context, tell)]
    case 'pick-date':
      return [dateCard(context, tell)]
    case 'ask-reason':
      return [reasonsCard(context, tell.policy)]
  }
}

/** What there is to tell, as LINE messages: at most five go into one call. */
export function renderTells(context: RenderContext, tells: Tell[]): object[] {
  return tells.flatMap((it) => renderOne(context, it)).slice(0, 5)
}
