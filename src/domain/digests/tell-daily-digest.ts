import type { Ctx } from '../context.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { type Tell, tellMembers } from '../tell.ts'
import type { DigestFacts, DigestNeeds, PoolDigest } from './digest-facts.ts'
import { isNews } from './is-news.ts'
import { readApproversNeeds, readOwnersNeeds } from './read-needs.ts'
import { readPool, type Span } from './read-pool.ts'
import { listReaders, type Reader } from './readers.ts'
import { tellGroupDigests } from './tell-group-digests.ts'

const digestOf = ({ from, to }: Span, needs: DigestNeeds, pool: PoolDigest): Tell => {
  const digest: DigestFacts = { from: from.toISOString(), to: to.toISOString(), needs, pool }
  return { kind: 'digest', digest }
}

async function findOwnRequests(tx: Ctx, reader: Reader): Promise<Set<string>> {
  const rows = await tx.db.workerPolicyDecision.findMany({
    where: { status: 'draft', requestedBy: `member:${reader.id}` },
    select: { policyKey: true },
  })
  return new Set(rows.map((it) => it.policyKey))
}

/**
 * Tells pool owners what is new in their pool, approvers what waits for them, and groups what they may
 * know. Who has nothing new is told nothing.
 *
 * @returns the ids of the deliveries.
 */
export async function tellDailyDigest(tx: Ctx, run: SlotRun): Promise<string[]> {
  const span: Span = { from: run.from, to: run.asOf }
  const told: string[] = []
  const pools = new Map<string, PoolDigest>()
  for (const reader of await listReaders(tx, ['pool_owner'])) {
    const pool = pools.get(reader.pool) ?? (await readPool(tx, reader.pool, span))
    pools.set(reader.pool, pool)
    if (!isNews(pool, span)) continue
    const needs = await readOwnersNeeds(tx, reader, span)
    told.push(...(await tellMembers(tx, [reader], run.tellAs, [digestOf(span, needs, pool)])))
  }
  const all = await readPool(tx, null, span)
  for (const reader of await listReaders(tx, ['pls_owner', 'louis'])) {
    const needs = readApproversNeeds(reader, all.waiting, await findOwnRequests(tx, reader))
    if (needs.decide.length === 0) continue
    told.push(...(await tellMembers(tx, [reader], run.tellAs, [digestOf(span, needs, all)])))
  }
  return [...told, ...(await tellGroupDigests(tx, span, run.tellAs))]
}
