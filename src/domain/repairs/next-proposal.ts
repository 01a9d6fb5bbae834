import type { WorkerRepairEvent } from '../../db/generated/client.ts'
import type { Risk } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { repairKey } from '../policies/keys.ts'

const RAISED: Record<Risk, Risk> = { low: 'medium', medium: 'high', high: 'high' }

/** What an error is asked about, and how risky that is. */
export type NextProposal = { policyKey: string; riskLevel: Risk }

/**
 * The key and the risk of an error's next proposal. After an approved repair that did not help it is a
 * question of its own (`…:again-1`), a step more risky than what was approved before.
 *
 * @param riskInWords of the repair that the worker names.
 */
export async function nextProposal(
  tx: Ctx,
  event: Pick<WorkerRepairEvent, 'eventType' | 'phase' | 'fingerprint'>,
  riskInWords: Risk,
): Promise<NextProposal> {
  const policyKey = repairKey(event)
  const failed = await tx.db.repairVerdict.findMany({
    where: { fingerprint: event.fingerprint, verdict: 'came_back' },
    include: { policy: { select: { riskLevel: true } } },
    orderBy: { judgedAt: 'asc' },
  })
  const last = failed.at(-1)
  if (!last) return { policyKey, riskLevel: riskInWords }
  const risks: Risk[] = [RAISED[last.policy.riskLevel], riskInWords]
  const riskLevel = risks.includes('high') ? 'high' : risks.includes('medium') ? 'medium' : 'low'
  return { policyKey: `${policyKey}:again-${failed.length}`, riskLevel }
}
