import type { EventType } from '../../contract.ts'
import { repairEventType } from '../../domain/policies/keys.ts'
import type { ProposalItem } from '../../domain/tell.ts'
import type { FlexMessage } from '../flex/fill.ts'
import { jsonBytes } from '../limits/json.ts'
import { BUBBLES_PER_CAROUSEL, CAROUSEL_BYTES, MESSAGES_PER_CALL } from '../limits/numbers.ts'
import { proposalCard } from './proposal.ts'
import type { RenderContext } from './render-context.ts'

const EMPTY = jsonBytes({ type: 'carousel', contents: [] })

/** So few carousels as LINE's limits allow; the order stays. */
function pack(cards: FlexMessage[]): FlexMessage[][] {
  const packs: FlexMessage[][] = []
  let bytes = 0
  for (const card of cards) {
    const size = jsonBytes(card.contents) + 1
    const last = packs.at(-1)
    if (last && last.length < BUBBLES_PER_CAROUSEL && bytes + size < CAROUSEL_BYTES) {
      last.push(card)
      bytes += size
    } else {
      packs.push([card])
      bytes = EMPTY + size
    }
  }
  return packs
}

function carousel({ words, templates }: RenderContext, cards: FlexMessage[], item: ProposalItem): object {
  const [card] = cards
  if (card && cards.length === 1) return card
  const type = repairEventType(item.policy.policyKey) ?? item.evidence.eventType
  const event = words.t(`eventType.${type as EventType}`)
  const alt = words.t('proposal.alt_many', { count: cards.length, event })
  return templates.render('carousel', { alt, bubbles: cards.map((it) => it.contents) })
}

/** Similar proposals as few messages as LINE takes: one card, or a card each side by side. */
export function proposalMessages(context: RenderContext, items: ProposalItem[]): object[] {
  const cards = items.map((it) => proposalCard(context, it.policy, it.evidence))
  const [first] = items
  return first ? pack(cards).map((it) => carousel(context, it, first)) : []
}

/** How many cards a message shows. */
export function cardsIn(message: object): number {
  const { type, contents } = message as { type: string; contents?: { type: string; contents?: unknown[] } }
  if (type !== 'flex') return 0
  return contents?.type === 'carousel' ? (contents.contents?.length ?? 0) : 1
}

/** At most the five messages that LINE takes at once. What finds no place is counted, and pointed to. */
export function withinOneCall({ words }: RenderContext, messages: object[], waiting = 0): object[] {
  if (messages.length <= MESSAGES_PER_CALL && waiting === 0) return messages
  const kept = messages.slice(0, MESSAGES_PER_CALL - 1)
  const cut = messages.slice(MESSAGES_PER_CALL - 1).reduce((sum, it) => sum + cardsIn(it), 0)
  return [...kept, { type: 'text', text: words.t('proposal.more', { count: cut + waiting }) }]
}
