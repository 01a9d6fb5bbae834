import { CATALOGUE, type CatalogueAction, type Risk } from '../domain/catalogue.ts'
import { CHANGEABLE, effectiveRisks, setActionRisk } from '../domain/overrides/override.ts'
import type { Tap } from '../domain/tap.ts'
import { AppError } from '../errors.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

const tap = (arg: string): Tap => ({ verb: 'override', id: '', version: 0, arg })
const WHO = { low: 'self', medium: 'pls_owner', high: 'louis' } as const
const RISKS = ['low', 'medium', 'high'] as const

const isRisk = (it: string): it is Risk => (RISKS as readonly string[]).includes(it)
const isAction = (it: string): it is CatalogueAction => Object.hasOwn(CATALOGUE, it)

/** 調整: the actions whose approver may change, and who it is now. */
export async function askAction(chat: ChatContext): Promise<Answer> {
  const { ctx, words, member } = chat
  if (member?.role !== 'pls_owner' && member?.role !== 'louis') return say('chat.adjust.not_for_you')
  const risks = await effectiveRisks(ctx)
  const options = CHANGEABLE.map((action) => ({
    label: words
      .t('chat.adjust.option', {
        action: words.t(`action.${action}`),
        who: words.t(`who.${WHO[risks[action]]}`),
      })
      .slice(0, 40),
    tap: tap(`show:${action}`),
  }))
  return [
    {
      kind: 'choose',
      title: words.t('chat.adjust.title'),
      text: words.t('chat.adjust.text'),
      options,
      hint: words.t('chat.hint'),
    },
  ]
}

async function askRisk({ ctx, words }: ChatContext, action: CatalogueAction): Promise<Answer> {
  const now = (await effectiveRisks(ctx))[action]
  const options = RISKS.filter((it) => it !== now).map((it) => ({
    label: words.t(`who.${WHO[it]}`),
    tap: tap(`set:${action}:${it}`),
  }))
  const text = words.t('chat.adjust.now', {
    action: words.t(`action.${action}`),
    who: words.t(`who.${WHO[now]}`),
  })
  return [
    { kind: 'choose', title: words.t('chat.adjust.which'), text, options, hint: words.t('chat.adjust.hint') },
  ]
}

/** A tap inside the talk about who approves what. */
export async function tapOverride(chat: ChatContext, { arg = '' }: Tap): Promise<Answer> {
  const { ctx, words } = chat
  const [step, action = '', risk = ''] = arg.split(':')
  if (!isAction(action)) return say('say.forged')
  if (step === 'show') return askRisk(chat, action)
  if (step !== 'set' || !isRisk(risk)) return say('say.forged')
  try {
    await setActionRisk(ctx, action, risk)
  } catch (error) {
    if (error instanceof AppError && error.code === 'wrong-role') return say('chat.adjust.louis_only')
    throw error
  }
  return say('chat.adjust.done', { action: words.t(`action.${action}`), who: words.t(`who.${WHO[risk]}`) })
}
