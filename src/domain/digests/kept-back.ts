import type { Delivery } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { asksAbout, asksLowRiskOnly } from '../deliveries/asks.ts'
import { noteOf } from '../deliveries/notes.ts'
import type { Tell } from '../tell.ts'
import type { DigestNeeds, PoolDigest } from './digest-facts.ts'
import type { Reader } from './readers.ts'

const tellsOf = (it: Delivery) => it.data as unknown as Tell[]

/** What waits for the quota and may still go out by itself. */
const WAITS = { status: 'held', firstTriedAt: null } as const

/** Digests to this user or group that the short quota kept back. */
export async function listHeldDigests(tx: Ctx, lineTo: string): Promise<Delivery[]> {
  return tx.db.delivery.findMany({ where: { ...WAITS, lineTo, template: 'digest' } })
}

/** From where on a digest tells that stands for the held ones too. */
export function startWith(held: Delivery[], from: Date): Date {
  const starts = held
    .flatMap(tellsOf)
    .flatMap((it) => (it.kind === 'digest' ? [new Date(it.digest.from).getTime()] : []))
  return new Date(Math.min(from.getTime(), ...starts))
}

/** The newer digest takes the place of those that never went out, with all that they told. */
export async function replaceHeld(tx: Ctx, held: Delivery[], digestId: string): Promise<void> {
  for (const { id } of held) {
    const { count } = await tx.db.delivery.updateMany({
      where: { ...WAITS, id },
      data: { status: 'settled', lastError: noteOf('newer_digest'), carriedBy: digestId },
    })
    if (count > 0)
      await tx.db.delivery.updateMany({ where: { carriedBy: id }, data: { carriedBy: digestId } })
  }
}

/** Cards of low risk that were not pushed to this reader because the month is short of messages. */
export async function listKeptBack(tx: Ctx, { id: memberId }: Reader): Promise<Delivery[]> {
  const held = await tx.db.delivery.findMany({
    where: { ...WAITS, memberId, OR: [{ carriedBy: null }, { carrier: { status: 'held' } }] },
    orderBy: { id: 'asc' },
  })
  return held.filter((it) => asksLowRiskOnly(tellsOf(it)))
}

/** How many of the drafts that a digest names were kept back as cards. */
export function countKeptBack(kept: Delivery[], { decide }: DigestNeeds): number {
  const keys = new Set(kept.flatMap((it) => asksAbout(tellsOf(it)).map(({ policyKey }) => policyKey)))
  return decide.filter((it) => keys.has(it.policyKey)).length
}

/**
 * The digest takes along the cards whose drafts it names: they are not pushed any more, unless LINE
 * refuses the digest.
 *
 * @param waiting everything that is undecided.
 */
export async function carryNamed(
  tx: Ctx,
  digestId: string,
  kept: Delivery[],
  { decide }: DigestNeeds,
  waiting: PoolDigest['waiting'],
): Promise<void> {
  const named = new Set(decide.map((it) => it.policyKey))
  const open = new Set(waiting.map((it) => it.policyKey))
  const isNamed = (key: string) => named.has(key) || !open.has(key)
  const ids = kept.filter((it) => asksAbout(tellsOf(it)).every(({ policyKey }) => isNamed(policyKey)))
  await tx.db.delivery.updateMany({
    where: { ...WAITS, id: { in: ids.map((it) => it.id) } },
    data: { carriedBy: digestId },
  })
}
