import { findActionEvidence } from '../domain/actions/evidence.ts'
import { requireMayRetire } from '../domain/delegations/acting-as.ts'
import { findEvidence } from '../domain/events/evidence.ts'
import { policyFacts } from '../domain/policies/facts.ts'
import { getPolicy } from '../domain/policies/read.ts'
import type { Tap } from '../domain/tap.ts'
import { beginOf } from '../line/cards/text-pieces.ts'
import { type Answer, type ChatContext, say } from './chat-context.ts'

/** 詳情: the whole raw output, for those who may decide, also after the decision and of what they asked for. */
export async function showDetails({ ctx }: ChatContext, tap: Tap): Promise<Answer> {
  const policy = await getPolicy(ctx, tap.id)
  await requireMayRetire(ctx, policy)
  const evidence = (await findEvidence(ctx, policy.id)) ?? (await findActionEvidence(ctx, policy.id))
  if (!evidence) return say('say.gone')
  const { rawOutput } = evidence
  const shown = { ...evidence, rawOutput: beginOf(rawOutput) }
  return [{ kind: 'details', policy: policyFacts(policy), evidence: shown, length: rawOutput.length }]
}
