import type { WorkerPolicyDecision } from '../../db/generated/client.ts'
import { findActionEvidence } from '../actions/evidence.ts'
import type { Ctx } from '../context.ts'
import { findEvidence } from '../events/evidence.ts'
import { findChangeEvidence } from '../reviews/draft-change.ts'
import { SIMILAR_AT_ONCE } from '../rules.ts'
import type { ProposalItem, Tell } from '../tell.ts'
import { policyFacts } from './facts.ts'
import { similarKey } from './similar.ts'

/** What a draft's reader is shown; null: nothing is known of what it is about. */
async function cardOf(ctx: Ctx, draft: WorkerPolicyDecision): Promise<Tell | null> {
  const policy = policyFacts(draft)
  const evidence = await findEvidence(ctx, draft.id)
  if (evidence) return { kind: 'proposal', policy, evidence }
  const action = await findActionEvidence(ctx, draft.id)
  if (action) return { kind: 'action', policy, action }
  const change = await findChangeEvidence(ctx, draft)
  return change && { kind: 'change-draft', policy, evidence: change }
}

/** Similar drafts beside each other, at the place of the first; the others by themselves. */
function groupSimilar(drafts: WorkerPolicyDecision[]): WorkerPolicyDecision[][] {
  const groups = new Map<string, WorkerPolicyDecision[]>()
  for (const draft of drafts) {
    const key = similarKey(draft) ?? draft.id
    groups.set(key, [...(groups.get(key) ?? []), draft])
  }
  return [...groups.values()]
}

async function cardOfGroup(ctx: Ctx, group: WorkerPolicyDecision[]): Promise<Tell | null> {
  const items: ProposalItem[] = []
  for (const draft of group.slice(0, SIMILAR_AT_ONCE)) {
    const card = await cardOf(ctx, draft)
    if (group.length === 1 || card?.kind !== 'proposal') return card
    items.push({ policy: card.policy, evidence: card.evidence })
  }
  return { kind: 'proposals', items }
}

/**
 * The cards of drafts in their order; similar ones of low risk are one of them.
 *
 * @param most so many at most.
 */
export async function listCards(ctx: Ctx, drafts: WorkerPolicyDecision[], most: number): Promise<Tell[]> {
  const cards: Tell[] = []
  for (const group of groupSimilar(drafts)) {
    const card = cards.length < most ? await cardOfGroup(ctx, group) : null
    if (card) cards.push(card)
  }
  return cards
}
