import { recordAudit } from './audit/record.ts'
import { type Ctx, inTransaction } from './context.ts'
import { policyFacts } from './policies/facts.ts'
import { getPolicy } from './policies/read.ts'
import { SWEEP_BATCH } from './rules.ts'

/**
 * Rule 10: a high risk that nobody answered in its time is "no answer", never "rejected"; its action
 * cannot run any more. Any replica may run this at any time.
 *
 * @returns how many expired now.
 */
export async function expireUnanswered(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now()
  const due = await ctx.db.workerPolicyDecision.findMany({
    where: { status: 'draft', riskLevel: 'high', noAnswerAt: null, answerBy: { lte: now } },
    select: { id: true, version: true },
    take: SWEEP_BATCH,
  })
  let expired = 0
  for (const { id, version } of due) {
    expired += await inTransaction(ctx, async (tx) => {
      const before = await getPolicy(tx, id)
      const { count } = await tx.db.workerPolicyDecision.updateMany({
        where: { id, version, status: 'draft', noAnswerAt: null },
        data: { noAnswerAt: now, version: { increment: 1 } },
      })
      if (count === 0) return 0
      await tx.db.selfHealAction.updateMany({
        where: { policyDecisionId: id, status: 'pending' },
        data: { status: 'no_answer', answeredAt: now },
      })
      await recordAudit(tx, 'policy.no-answer', {
        subject: `policy:${id}`,
        before: policyFacts(before),
        after: { ...policyFacts(await getPolicy(tx, id)), noAnswerAt: now },
      })
      return 1
    })
  }
  return expired
}
