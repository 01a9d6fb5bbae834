import { Prisma, type WorkerPolicyDecision } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { listReachable } from '../members/read.ts'
import { policyFacts } from '../policies/facts.ts'
import { REPAIR_TRIAL_TIME, SWEEP_BATCH } from '../rules.ts'
import { type Recipient, type RepairOutcome, tellMembers } from '../tell.ts'

type Due = { id: string; version: number; fingerprint: string; decidedAt: Date }

/** Approved repairs that have had their time and no verdict yet. */
async function listDue(ctx: Ctx): Promise<Due[]> {
  const before = new Date(ctx.clock.now().getTime() - REPAIR_TRIAL_TIME)
  return ctx.db.$queryRaw<Due[]>(Prisma.sql`
    select d.id, d.version, p.fingerprint, d.decided_at as "decidedAt"
    from worker_policy_decisions d
    join lateral (select fingerprint from repair_proposals p where p.policy_decision_id = d.id
      order by opened_at desc limit 1) p on true
    where d.status = 'approved' and d.decided_at <= ${before} and not exists
      (select 1 from repair_verdicts v where v.policy_decision_id = d.id and v.policy_version = d.version)
    order by d.decided_at limit ${SWEEP_BATCH}`)
}

type Counted = { before: number; after: number; traffic: number }

/**
 * The error as long before its approval as after it; what came in the same moment came before. What an approved retry recovered did not come
 * back. Traffic: anything at all that the pools of this error reported in that time.
 */
async function countTrial(tx: Ctx, { fingerprint, decidedAt }: Due): Promise<Counted> {
  const from = new Date(decidedAt.getTime() - REPAIR_TRIAL_TIME)
  const to = new Date(decidedAt.getTime() + REPAIR_TRIAL_TIME)
  const [row] = await tx.db.$queryRaw<Counted[]>(Prisma.sql`
    with pools as (select distinct pool from worker_repair_events where fingerprint = ${fingerprint})
    select
      (select count(*) from worker_repair_events where fingerprint = ${fingerprint}
        and occurred_at > ${from} and occurred_at <= ${decidedAt})::int as before,
      (select count(*) from worker_repair_events where fingerprint = ${fingerprint} and not recovered
        and occurred_at > ${decidedAt} and occurred_at <= ${to})::int as after,
      (exists (select 1 from worker_repair_events where pool in (select pool from pools)
          and occurred_at > ${decidedAt} and occurred_at <= ${to})
        or exists (select 1 from artifact_gate_checks where pool in (select pool from pools)
          and checked_at > ${decidedAt} and checked_at <= ${to})
        or exists (select 1 from job_progress n join jobs j on j.id = n.job_id where j.pool in (select pool from pools)
          and n.at > ${decidedAt} and n.at <= ${to})
        or exists (select 1 from learning_memory_updates where pool in (select pool from pools)
          and created_at > ${decidedAt} and created_at <= ${to}))::int as traffic`)
  return row ?? { before: 0, after: 0, traffic: 0 }
}

function outcomeOf({ after, traffic }: Counted): RepairOutcome {
  if (after > 0) return 'came_back'
  return traffic > 0 ? 'gone' : 'no_traffic'
}

/** The one who approved; where that was no person in LINE, those who may. */
async function listTold(tx: Ctx, policy: WorkerPolicyDecision): Promise<Recipient[]> {
  const all = await listReachable(tx, ['pls_owner', 'louis', 'pool_owner', 'worker'])
  const approver = all.filter((it) => policy.decidedByRef === `member:${it.id}`)
  return approver.length > 0 ? approver : listReachable(tx, ['pls_owner'])
}

async function judge(ctx: Ctx, due: Due): Promise<number> {
  return inTransaction(ctx, async (tx) => {
    const counted = await countTrial(tx, due)
    const verdict = outcomeOf(counted)
    const { before, after } = counted
    const { id: policyDecisionId, version: policyVersion, fingerprint, decidedAt: approvedAt } = due
    const row = { policyDecisionId, policyVersion, fingerprint, verdict, before, after, approvedAt }
    const { count } = await tx.db.repairVerdict.createMany({
      data: { id: tx.ids.uuid(), ...row, judgedAt: tx.clock.now() },
      skipDuplicates: true,
    })
    if (count === 0) return 0
    const policy = await tx.db.workerPolicyDecision.findUniqueOrThrow({ where: { id: policyDecisionId } })
    await recordAudit(tx, 'repair.judge', { subject: `policy:${policyDecisionId}`, after: row })
    await tellMembers(
      tx,
      await listTold(tx, policy),
      `repair-verdict:${policyDecisionId}:v${policyVersion}`,
      [{ kind: 'repair-verdict', policy: policyFacts(policy), verdict, before, after }],
    )
    return 1
  })
}

/**
 * Says of each approved repair, when its time is over, whether it helped. Any replica may run this at
 * any time: a decision has one verdict.
 *
 * @returns how many verdicts it made.
 */
export async function judgeRepairs(ctx: Ctx): Promise<number> {
  let judged = 0
  for (const due of await listDue(ctx)) judged += await judge(ctx, due)
  return judged
}
