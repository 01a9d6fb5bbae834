import { asksAbout } from '../domain/deliveries/asks.ts'
import { askCard } from '../domain/policies/ask-card.ts'
import { listCards } from '../domain/policies/cards.ts'
import { listDecidable } from '../domain/policies/read.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** Up to four messages fit behind the first line; the next ones come when these are decided. */
const CARDS_AT_ONCE = 4

/** 待批: what the one who asks may decide, as cards that can be decided at once. */
export async function showPending({ ctx, isDirect, member }: ChatContext): Promise<Answer> {
  if (!isDirect) return say('say.group_only_direct')
  const drafts = await listDecidable(ctx)
  if (drafts.length === 0) return say('say.nothing_pending')
  const isQuestion = (it: { policyKey: string }) => it.policyKey.startsWith('ask:')
  const cards = await listCards(
    ctx,
    drafts.filter((it) => !isQuestion(it)),
    CARDS_AT_ONCE,
  )
  // The ask fills an answer by itself.
  if (cards.length === 0) return [await askCard(ctx, drafts.filter(isQuestion), member?.role ?? 'worker')]
  const isAll = asksAbout(cards).length === drafts.length
  return [...say(isAll ? 'say.pending' : 'say.pending_some', { count: drafts.length }), ...cards]
}
