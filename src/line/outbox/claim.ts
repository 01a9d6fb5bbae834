import type { Delivery, Prisma } from '../../db/generated/client.ts'
import { asksAbout, withoutDecided } from '../../domain/deliveries/asks.ts'
import { noteOf } from '../../domain/deliveries/notes.ts'
import { FRESH_TIME } from '../../domain/rules.ts'
import type { PolicyFacts, Tell } from '../../domain/tell.ts'
import type { Services } from '../../services.ts'
import { renderTells } from '../cards/render.ts'
import { renderContext } from '../cards/render-context.ts'
import { drawTogether, findSimilar, takeTurns } from './similar.ts'

type Tx = Prisma.TransactionClient

/** What is sent now, its bytes stored: a retry sends the same, as LINE's retry key demands. */
export type Claimed = { delivery: Delivery; messages: object[] }

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
    data: { status: 'settled', lastError: noteOf('too_late') },
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

/** Locks those of them that nobody has tried or taken along meanwhile. */
async function lockUntried(tx: Tx, rows: Delivery[]): Promise<Delivery[]> {
  const ids = rows.map((it) => it.id)
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from deliveries
    where id = any(${ids}::uuid[]) and status in ('pending', 'held') and first_tried_at is null and carried_by is null
    order by id for update`
  return rows.filter((it) => locked.some(({ id }) => id === it.id))
}

async function claimFirst(services: Services, tx: Tx, leader: Delivery): Promise<Claimed | null> {
  const now = services.clock.now()
  const context = renderContext(services, leader)
  const similar = await findSimilar(tx, leader, now)
  const isFresh = !hasWaited(leader, now)
  // First the drafts, then the deliveries: everybody locks in this order.
  const isOpen = isFresh && similar.of === 0 ? null : await lockOpen(tx, [leader, ...similar.rows], now)
  const [own, ...others] = await lockUntried(tx, [leader, ...similar.rows])
  if (own !== leader) return null
  const tells = isFresh || !isOpen ? tellsOf(leader) : withoutDecided(tellsOf(leader), isOpen)
  if (tells === null) {
    await settle(tx, [leader])
    return null
  }
  const late = others.filter((it) => isOpen && withoutDecided(tellsOf(it), isOpen) === null)
  await settle(tx, late)
  const ready = others.filter((it) => !late.includes(it))
  const more = similar.of - similar.rows.length
  const drawn = ready.length > 0 ? drawTogether(context, leader, ready, more) : null
  if (!drawn) return store(tx, leader, renderTells(context, tells), [], now)
  return store(tx, leader, drawn.messages, drawn.along, now)
}

/** The bytes of an earlier try; null: nobody has tried it yet, or it is over. */
function ofEarlierTry(delivery: Delivery): Claimed | null {
  if (isOver(delivery) || !delivery.firstTriedAt || !delivery.body) return null
  return { delivery, messages: JSON.parse(delivery.body) as object[] }
}

/** What has no similar ones and did not wait needs no lock: whoever writes it first has it. */
async function claimAlone(services: Services, delivery: Delivery): Promise<Claimed | null> {
  const { id } = delivery
  const { prisma } = services.db
  const messages = renderTells(renderContext(services, delivery), tellsOf(delivery))
  const tried = { body: JSON.stringify(messages), firstTriedAt: services.clock.now() }
  const { count } = await prisma.delivery.updateMany({
    where: { id, status: 'pending', firstTriedAt: null },
    data: tried,
  })
  if (count > 0) return { delivery: { ...delivery, ...tried }, messages }
  return ofEarlierTry(await prisma.delivery.findUniqueOrThrow({ where: { id } }))
}

/**
 * Takes a delivery to send it, with the similar ones that wait for the same person. Whoever comes
 * second finds it carried, or with the bytes of the first try.
 *
 * @param delivery as it was read just now.
 * @returns null if there is nothing to send: it went along with another one, or came to nothing.
 */
export async function claim(services: Services, delivery: Delivery): Promise<Claimed | null> {
  const isAlone = delivery.gatherKey === null && !hasWaited(delivery, services.clock.now())
  if (isAlone) return ofEarlierTry(delivery) ?? claimAlone(services, delivery)
  const { id } = delivery
  return services.db.prisma.$transaction(async (tx) => {
    const read = () => tx.delivery.findUniqueOrThrow({ where: { id } })
    await takeTurns(tx, delivery)
    const leader = await read()
    if (isOver(leader)) return null
    return ofEarlierTry(leader) ?? (await claimFirst(services, tx, leader)) ?? ofEarlierTry(await read())
  })
}
