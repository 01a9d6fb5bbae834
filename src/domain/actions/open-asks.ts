import type { Prisma, SelfHealAction } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Risk } from '../catalogue.ts'
import { actorRef, type Ctx } from '../context.ts'
import { poolOf } from '../own-worker.ts'
import { OPEN_HIGH_RISK_ASKS, OPEN_MEDIUM_RISK_ASKS } from '../rules.ts'

type Asking = { worker_id: string; risk: Risk }

const MOST: Record<Risk, number> = {
  low: Number.POSITIVE_INFINITY,
  medium: OPEN_MEDIUM_RISK_ASKS,
  high: OPEN_HIGH_RISK_ASKS,
}

/** Until when the oldest of them will be answered, or is over. */
async function deadlineOf(tx: Ctx, { policyDecisionId }: SelfHealAction): Promise<string> {
  const policy = await tx.db.workerPolicyDecision.findUnique({ where: { id: policyDecisionId ?? '' } })
  return policy?.answerBy ? `, to be answered by ${policy.answerBy.toISOString()}` : ''
}

async function refuse(tx: Ctx, who: string, risk: Risk, oldest: SelfHealAction): Promise<never> {
  const path = `GET /api/pls/self-heal-actions/${oldest.id}?wait=60`
  throw new AppError(
    'too-many-open-asks',
    `${who} has ${MOST[risk]} asks of ${risk} risk open, the most that one may have. Nothing was asked now. Wait until one of them is answered (${path} waits for the oldest${await deadlineOf(tx, oldest)}), then ask again.`,
  )
}

/**
 * One worker's asks must not drown those of the others: a token, and a worker whatever its token, may
 * have only so many open at a time. Those who ask at once are counted one after the other.
 *
 * @throws AppError `too-many-open-asks`, with the oldest one and until when it waits.
 */
export async function requireRoomToAsk(tx: Ctx, { worker_id: workerId, risk }: Asking): Promise<void> {
  if (MOST[risk] === Number.POSITIVE_INFINITY) return
  const [ref, pool] = [actorRef(tx.actor), poolOf(tx.actor)]
  const counted: [who: string, lock: string, where: Prisma.SelfHealActionWhereInput][] = [
    ['This token', `asks:${ref}`, { requestedBy: ref }],
    [workerId, `asks:${pool}/${workerId}`, { pool, workerId }],
  ]
  for (const [who, lock, of] of counted) {
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`
    const open = { ...of, riskLevel: risk, status: 'pending' } as const
    if ((await tx.db.selfHealAction.count({ where: open })) < MOST[risk]) continue
    const oldest = await tx.db.selfHealAction.findFirstOrThrow({ where: open, orderBy: { id: 'asc' } })
    await refuse(tx, who, risk, oldest)
  }
}
