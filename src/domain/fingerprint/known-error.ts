import type { EventType } from '../../contract.ts'
import type { Ctx } from '../context.ts'
import { repairKey } from '../policies/keys.ts'
import { type Described, fingerprintOf } from './fingerprint.ts'

type Reported = Described & { eventType: EventType }
type Known = ReturnType<typeof fingerprintOf>

/** What stands where raw output was emptied after its time. */
const NOT_EMPTIED = { NOT: { rawCommandOutput: { equals: { emptied: true } } } }
/** An error is looked for among so many of the newest proposals of its type and phase. */
const LOOK_BACK = 50

/** Whether the first and the newest event of a fingerprint are both this error, as errors are told apart today. */
async function isSameError(tx: Ctx, kept: string, today: string): Promise<boolean> {
  const where = { fingerprint: kept, ...NOT_EMPTIED }
  const select = { eventType: true, phase: true, rawCommandOutput: true }
  for (const order of ['desc', 'asc'] as const) {
    const found = await tx.db.workerRepairEvent.findFirst({ where, select, orderBy: { occurredAt: order } })
    if (!found || fingerprintOf(found).fingerprint !== today) return false
  }
  return true
}

/** The fingerprint in an open or decided proposal whose evidence is this error; null: none. */
async function findKept(tx: Ctx, event: Reported, today: string): Promise<string | null> {
  const prefix = repairKey({ ...event, fingerprint: '' })
  const proposals = await tx.db.repairProposal.findMany({
    where: { policy: { policyKey: { startsWith: prefix }, status: { not: 'retired' } } },
    orderBy: { openedAt: 'desc' },
    take: LOOK_BACK,
    select: { fingerprint: true },
  })
  for (const kept of new Set(proposals.map((it) => it.fingerprint)))
    if (await isSameError(tx, kept, today)) return kept
  return null
}

/**
 * The fingerprint of an event. An error that an older bot told apart in another way keeps the one that it
 * had, and with it its open proposal, its approved repair and its count. Where different errors were
 * thrown together, nothing goes on: no approval is stretched to an error that it was not given for.
 *
 * @returns 16 hexadecimal characters, and the normalised message.
 */
export async function fingerprintFor(tx: Ctx, event: Reported): Promise<Known> {
  const found = fingerprintOf(event)
  const today = found.fingerprint
  const alias = await tx.db.fingerprintAlias.findUnique({ where: { today } })
  if (alias) return { ...found, fingerprint: alias.kept }
  const select = { id: true }
  if (await tx.db.workerRepairEvent.findFirst({ where: { fingerprint: today }, select })) return found
  const kept = await findKept(tx, event, today)
  if (kept === null) return found
  const row = { today, kept, notedAt: tx.clock.now() }
  await tx.db.fingerprintAlias.createMany({ data: [row], skipDuplicates: true })
  return { ...found, fingerprint: kept }
}
