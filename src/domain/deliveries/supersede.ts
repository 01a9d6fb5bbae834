import type { Delivery, Prisma } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import type { PolicyFacts, Tell } from '../tell.ts'
import { asksAbout } from './asks.ts'
import { noteOf } from './notes.ts'

type Asked = Pick<PolicyFacts, 'id' | 'version'>

/** Owed and never tried, because the bot or LINE was away: LINE cannot have it. */
const UNTRIED = { status: 'pending', firstTriedAt: null, carriedBy: null } as const

const asksOf = ({ data }: Pick<Delivery, 'data'>) => asksAbout(data as unknown as Tell[])

const isIn = (drafts: Asked[]) => (ask: Asked) =>
  drafts.some((it) => it.id === ask.id && it.version === ask.version)

async function settle(tx: Ctx, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db.delivery.updateMany({
    where: { id: { in: ids }, ...UNTRIED },
    data: { status: 'settled', lastError: noteOf('superseded') },
  })
}

/** What one person was owed about these drafts and nothing else, before they are asked about them again. */
export async function settleEarlier(tx: Ctx, memberId: string, drafts: Asked[]): Promise<void> {
  const owed = await tx.db.delivery.findMany({ where: { ...UNTRIED, memberId, replyToken: null } })
  const earlier = owed.filter((it) => {
    const asks = asksOf(it)
    return asks.length > 0 && asks.every(isIn(drafts))
  })
  await settle(
    tx,
    earlier.map((it) => it.id),
  )
}

async function hasCard(tx: Ctx, memberId: string | null, { id, version }: Asked): Promise<boolean> {
  const holds: Prisma.DeliveryWhereInput[] = [
    { subject: `policy:${id}:v${version}` },
    { subject: { startsWith: 'reminder:', contains: `${id}v${version}` } },
    { subject: { startsWith: 'ask:' } },
  ]
  return (await tx.db.delivery.count({ where: { memberId, firstTriedAt: { not: null }, OR: holds } })) > 0
}

/** Reminders of an earlier step about these drafts and nothing else, for those who hold the cards anyhow. */
export async function settleReminders(tx: Ctx, drafts: Asked[]): Promise<void> {
  const owed = await tx.db.delivery.findMany({
    where: { ...UNTRIED, subject: { startsWith: 'reminder:' } },
  })
  const over: string[] = []
  for (const it of owed) {
    const asks = asksOf(it)
    if (!asks.every(isIn(drafts))) continue
    let isHeld = true
    for (const ask of asks) isHeld &&= await hasCard(tx, it.memberId, ask)
    if (isHeld) over.push(it.id)
  }
  await settle(tx, over)
}
