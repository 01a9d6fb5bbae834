import { CATALOGUE, type CatalogueAction, type Risk, WHO_APPROVES } from '../domain/catalogue.ts'
import { ACTIONS, effectiveRisks, setActionRisk } from '../domain/overrides/override.ts'
import { policyFacts } from '../domain/policies/facts.ts'
import { findMatrixQuestion } from '../domain/policies/matrix-question.ts'
import type { Tap } from '../domain/tap.ts'
import { AppError } from '../errors.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

const isRisk = (it: string): it is Risk => Object.hasOwn(WHO_APPROVES, it)
const isAction = (it: string): it is CatalogueAction => Object.hasOwn(CATALOGUE, it)

const mayAdjust = ({ member }: ChatContext) => member?.role === 'pls_owner' || member?.role === 'louis'

/** 調整: a card for each action, with who approves it now and what the reader may change. */
export async function askAction(chat: ChatContext): Promise<Answer> {
  const { ctx, member, words } = chat
  if (!member || !mayAdjust(chat)) return say('chat.adjust.not_for_you')
  const risks = await effectiveRisks(ctx)
  const text = `${words.t('chat.adjust.text')}\n\n${words.t('chat.hint')}`
  return [
    { kind: 'text', text },
    { kind: 'catalogue', actions: ACTIONS, risks, reader: member.role },
  ]
}

/** The third question as it is now, while it is open: an older card of it decides nothing any more. */
export async function matrixQuestionNow({ ctx, member }: ChatContext): Promise<Answer> {
  const open = await findMatrixQuestion(ctx)
  if (!open || !member) return []
  const risks = await effectiveRisks(ctx)
  return [{ kind: 'question', policy: policyFacts(open), risks, reader: member.role }]
}

/** What came of a tap, the action's card anew, and the question that it belongs to. */
async function answerWith(
  chat: ChatContext,
  phrase: 'catalogue.done' | 'catalogue.outdated' | 'catalogue.louis_only' | 'catalogue.stays',
  action: CatalogueAction,
): Promise<Answer> {
  const { ctx, member, words } = chat
  const risks = await effectiveRisks(ctx)
  const params = { name: words.t(`action.${action}`), who: words.t(`who.${WHO_APPROVES[risks[action]]}`) }
  const reader = member?.role ?? 'worker'
  return [
    ...say(phrase, params),
    { kind: 'catalogue', actions: [action], risks, reader },
    ...(await matrixQuestionNow(chat)),
  ]
}

/** A tap on an action's card. */
export async function tapOverride(chat: ChatContext, { arg = '' }: Tap): Promise<Answer> {
  const [step, action = '', risk = '', shown = ''] = arg.split(':')
  if (!isAction(action) || (step === 'set' && !isRisk(risk))) return say('say.forged')
  if (!mayAdjust(chat)) return say('chat.adjust.not_for_you')
  // Cards of before did not carry what they showed.
  if (step !== 'set' || !isRisk(risk) || !isRisk(shown)) return answerWith(chat, 'catalogue.outdated', action)
  try {
    await setActionRisk(chat.ctx, action, risk, shown)
    return answerWith(chat, 'catalogue.done', action)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'stale-version') return answerWith(chat, 'catalogue.outdated', action)
    if (error.code === 'wrong-role') return answerWith(chat, 'catalogue.louis_only', action)
    if (error.code === 'bad-input') return answerWith(chat, 'catalogue.stays', action)
    throw error
  }
}
