import type { Role, WorkerPolicyDecision } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { effectiveRisks } from '../overrides/override.ts'
import { type Recipient, type Tell, tellMembers } from '../tell.ts'
import { policyFacts } from './facts.ts'

/**
 * The ask as one reader sees it, whose role says what they are offered to change. The questions were
 * read before the risks: an older version with newer risks is refused at the tap, never the other way round.
 */
export async function askCard(ctx: Ctx, questions: WorkerPolicyDecision[], reader: Role): Promise<Tell> {
  return {
    kind: 'policy-ask',
    questions: questions.map(policyFacts),
    risks: await effectiveRisks(ctx),
    reader,
  }
}

/** Owes people the ask, each as their role sees it. @returns the ids of the new deliveries. */
export async function tellAsk(
  tx: Ctx,
  people: Recipient[],
  subject: string,
  questions: WorkerPolicyDecision[],
): Promise<string[]> {
  const members = await tx.db.member.findMany({ where: { id: { in: people.map((it) => it.id) } } })
  const ids: string[] = []
  for (const person of people) {
    const reader = members.find((it) => it.id === person.id)?.role ?? 'worker'
    ids.push(...(await tellMembers(tx, [person], subject, [await askCard(tx, questions, reader)])))
  }
  return ids
}
