import type { Delivery, Prisma } from '../../db/generated/client.ts'
import { asksAbout, withoutDecided } from '../../domain/deliveries/asks.ts'
import { FRESH_TIME } from '../../domain/rules.ts'
import type { PolicyFacts, Tell } from '../../domain/tell.ts'
import type { Services } from '../../services.ts'
import { renderTells } from '../cards/render.ts'
import { renderContext } from '../cards/render-context.ts'
import { drawTogether, lockSimilar, takeTurns } from './similar.ts'

type Tx = Prisma.TransactionClient

/** What is sent now, its bytes stored: a retry sends the same, as LINE's retry key demands. */
export type Claimed = { delivery: Delivery; messages: object[] }

const TOO_LATE = 'It was decided, or its time was over, before its turn came.'

const tellsOf = (it: Delivery) => it.data as unknown as Tell[]

/** True for what is done with, or goes along with another delivery. */
export const isOver = ({ status, carriedBy }: Pick<Delivery, 'status' | 'carriedBy'>): boolean =>
  status === 'sent' || status === 'dead' || status === 'settled' || carriedBy !== null

/** While it lay here somebody may have decided; what goes out at once is as fresh as its facts. */
const hasWaited = (it: Delivery, now: Date) =>
  it.dueAt !== null || it.status === 'held' || now.getTime() - it.createdAt.getTime() > FRESH_TIME

/**
 * The drafts that are open. They are locked, so that a decision either comes before and is found
 * here, or comes after and finds a card that went out.
 */
async function lockOpen(tx: Tx, rows: Delivery[], now: Date): Promise<(it: PolicyFacts) => boolean> {
  const ids = rows.flatMap((it) => asksAbout(tellsOf(it)).map(({ id }) => id))
  const open = await tx.$queryRaw<{ id: string; version: number }[]>`
    select id, version from worker_policy_decisions
    where id = any(${ids}::uuid[]) and status = 'draft' and no_answer_at is null
      and (risk_level <> 'high' or answer_by is null or answer_by > ${now})
    order by id for share`
  return ({ id, version }) => open.some((it) => it.id === id && it.version === version)
}

async function settle(tx: Tx, rows: Delivery[]): Promise<void> {
  const ids = rows.map((it) => it.id)
  await tx.delivery.updateMany({
    where: { id: { in: ids } },
    data: { status: 'settled', lastError: TOO_LATE },
  })
}

async function store(tx: Tx, leader: Delivery, messages: object[], along: Delivery[], now: Date) {
  await tx.delivery.updateMany({
    where: { id: { in: along.map((it) => it.id) } },
    data: { status: 'pending', carriedBy: leader.id, firstTriedAt: now, lastError: null },
  })
  const data = { status: 'pending', body: JSON.stringify(messages), firstTriedAt: now } as const
  return { delivery: await tx.delivery.update({ where: { id: leader.id }, data }), messages }
}

async function claimFirst(services: Services, tx: Tx, leader: Delivery): Promise<Claimed | null> {
  const now = services.clock.now()
  const context = renderContext(services, leader)
  const { rows, of } = await lockSimilar(tx, leader, now)
  if (!hasWaited(leader, now) && rows.length === 0)
    return store(tx, leader, renderTells(context, tellsOf(leader)), [], now)
  const isOpen = await lockOpen(tx, [leader, ...rows], now)
  const tells = hasWaited(leader, now) ? withoutDecided(tellsOf(leader), isOpen) : tellsOf(leader)
  if (tells === null) {
    await settle(tx, [leader])
    return null
  }
  const late = rows.filter((it) => withoutDecided(tellsOf(it), isOpen) === null)
  await settle(tx, late)
  const ready = rows.filter((it) => !late.includes(it))
  const drawn = ready.length > 0 ? drawTogether(context, leader, ready, of - rows.length) : null
  if (!drawn) return store(tx, leader, renderTells(context, tells), [], now)
  return store(tx, leader, drawn.messages, drawn.along, now)
}

/**
 * Takes a delivery to send it, with the similar ones that wait for the same person. Whoever comes
 * second finds it carried, or with the bytes of the first try.
 *
 * @returns null if there is nothing to send: it went along with another one, or came to nothing.
 */
export async function claim(services: Services, delivery: Delivery): Promise<Claimed | null> {
  return services.db.prisma.$transaction(async (tx) => {
    await takeTurns(tx, delivery)
    await tx.$executeRaw`select 1 from deliveries where id = ${delivery.id}::uuid for update`
    const leader = await tx.delivery.findUniqueOrThrow({ where: { id: delivery.id } })
    if (isOver(leader)) return null
    if (leader.firstTriedAt && leader.body)
      return { delivery: leader, messages: JSON.parse(leader.body) as object[] }
    return claimFirst(services, tx, leader)
  })
}
