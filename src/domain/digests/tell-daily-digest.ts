import type { Ctx } from '../context.ts'
import type { SlotRun } from '../schedules/slot.ts'
import { type Tell, tellMembers } from '../tell.ts'
import type { DigestFacts, DigestNeeds, PoolDigest } from './digest-facts.ts'
import { isNews } from './is-news.ts'
import {
  carryNamed,
  countKeptBack,
  listHeldDigests,
  listKeptBack,
  replaceHeld,
  startWith,
} from './kept-back.ts'
import { readApproversNeeds, readOwnersNeeds } from './read-needs.ts'
import { readOnce } from './read-once.ts'
import { readPool, type Span } from './read-pool.ts'
import { DIGEST_DECIDERS, listReaders, type Reader } from './readers.ts'
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

type Telling = { run: SlotRun; read: ReturnType<typeof readOnce> }

/** The time since the last digest that this reader could get: those that never went out are told anew. */
async function spanOf(tx: Ctx, reader: Reader, run: SlotRun) {
  const held = await listHeldDigests(tx, reader.lineUserId)
  return { held, span: { from: startWith(held, run.from), to: run.asOf } }
}

async function tellOwner(tx: Ctx, reader: Reader, { run, read }: Telling): Promise<string[]> {
  const { held, span } = await spanOf(tx, reader, run)
  const pool = await read(reader.pool, span)
  if (!isNews(pool, span)) return []
  const needs = await readOwnersNeeds(tx, reader, span)
  const told = await tellMembers(tx, [reader], run.tellAs, [digestOf(span, needs, pool)])
  for (const id of told) await replaceHeld(tx, held, id)
  return told
}

/** What waits for an approver, with the cards of low risk that a short month kept back. */
async function tellApprover(tx: Ctx, reader: Reader, { run, read }: Telling): Promise<string[]> {
  const { held, span } = await spanOf(tx, reader, run)
  const all = await read(null, span)
  const needs = readApproversNeeds(reader, all.waiting, await findOwnRequests(tx, reader))
  if (needs.decide.length === 0) return []
  const kept = await listKeptBack(tx, reader)
  const whole = { ...needs, keptBack: countKeptBack(kept, needs) }
  const told = await tellMembers(tx, [reader], run.tellAs, [digestOf(span, whole, all)])
  for (const id of told) {
    await replaceHeld(tx, held, id)
    await carryNamed(tx, id, kept, needs, all.waiting)
  }
  return told
}

/**
 * Tells pool owners what is new in their pool, approvers what waits for them, and groups what they may
 * know. Who has nothing new is told nothing.
 *
 * @returns the ids of the deliveries.
 */
export async function tellDailyDigest(tx: Ctx, run: SlotRun): Promise<string[]> {
  const telling = { run, read: readOnce((pool, span) => readPool(tx, pool, span)) }
  const told: string[] = []
  for (const it of await listReaders(tx, ['pool_owner'])) told.push(...(await tellOwner(tx, it, telling)))
  for (const it of await listReaders(tx, DIGEST_DECIDERS)) told.push(...(await tellApprover(tx, it, telling)))
  return [...told, ...(await tellGroupDigests(tx, run))]
}
