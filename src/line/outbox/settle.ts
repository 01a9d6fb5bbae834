import { addTask } from '../../db/add-task.ts'
import type { Delivery, Prisma } from '../../db/generated/client.ts'
import { HELD_LOOK_INTERVAL } from '../../domain/rules.ts'
import { SEND_DELIVERY } from '../../domain/tell.ts'
import { lineCalls } from '../../metrics.ts'
import type { Services } from '../../services.ts'

type Tx = Prisma.TransactionClient

export type Done = { via: 'reply' | 'push'; requestId: string | null; note?: string }

/** What is over is not sent again: the secret of a one-use link need not stand here any longer. */
const FORGOTTEN = { data: [], body: null }
const CONSOLE_LINK = 'console-link'

/** Only cards that have similar ones take others along, and digests. */
const mayCarry = ({ gatherKey, template }: Delivery) => gatherKey !== null || template === 'digest'

/** LINE has it, and what was in it: the cards beside the first, or those that a digest names. */
export async function finish(services: Services, delivery: Delivery, done: Done): Promise<void> {
  const { id } = delivery
  const { prisma } = services.db
  const sent = {
    status: 'sent',
    sentVia: done.via,
    sentAt: services.clock.now(),
    lineRequestId: done.requestId,
    lastError: done.note ?? null,
  } as const
  const own = prisma.delivery.update({
    where: { id },
    data: delivery.template === CONSOLE_LINK ? { ...sent, ...FORGOTTEN } : sent,
  })
  if (mayCarry(delivery)) {
    await prisma.$transaction([
      own,
      prisma.delivery.updateMany({ where: { carriedBy: id, status: 'pending' }, data: sent }),
      prisma.delivery.updateMany({
        where: { carriedBy: id, status: 'held' },
        data: { status: 'settled', lastError: null },
      }),
    ])
  } else await own
  lineCalls.inc({ outcome: done.via })
  services.log.info(
    { delivery: id, via: done.via, line_request_id: done.requestId, note: done.note },
    'told LINE',
  )
}

async function lookAgain(tx: Tx, ids: string[], at: Date): Promise<void> {
  // One look is planned for each, however often it was held.
  for (const id of ids) await addTask(tx, SEND_DELIVERY, { id }, at, `held:${id}`)
}

async function idsWith(tx: Tx, carriedBy: string, status: 'pending' | 'held'): Promise<string[]> {
  const rows = await tx.delivery.findMany({ where: { carriedBy, status }, select: { id: true } })
  return rows.map((it) => it.id)
}

/**
 * LINE will never take it: the reason is kept where people look. Cards beside it are dead with it;
 * those that a digest only names wait for their own turn again.
 */
export async function bury(services: Services, id: string, reason: string): Promise<void> {
  await services.db.prisma.$transaction(async (tx) => {
    const dead = [id, ...(await idsWith(tx, id, 'pending'))]
    await tx.delivery.updateMany({
      where: { id: { in: dead }, status: { in: ['pending', 'held'] } },
      data: { status: 'dead', lastError: reason },
    })
    await tx.delivery.updateMany({ where: { id, template: CONSOLE_LINK }, data: FORGOTTEN })
    const freed = await idsWith(tx, id, 'held')
    await tx.delivery.updateMany({ where: { id: { in: freed } }, data: { carriedBy: null } })
    await lookAgain(tx, freed, services.clock.now())
  })
  lineCalls.inc({ outcome: 'dead' })
  services.log.error({ delivery: id, reason }, 'a message to LINE is dead')
}

const lookAt = (services: Services) => new Date(services.clock.now().getTime() + HELD_LOOK_INTERVAL)

/** The month's messages do not reach: it waits, and stands behind 待批 and in the console meanwhile. */
export async function hold(services: Services, id: string, lastError: string): Promise<void> {
  await services.db.prisma.$transaction(async (tx) => {
    // What another delivery took along just now is not ours to hold.
    const { count } = await tx.delivery.updateMany({
      where: { id, status: { in: ['pending', 'held'] }, firstTriedAt: null, carriedBy: null },
      data: { status: 'held', lastError, body: null },
    })
    if (count > 0) await lookAgain(tx, [id], lookAt(services))
  })
  lineCalls.inc({ outcome: 'held' })
  services.log.debug({ delivery: id }, lastError)
}

/**
 * LINE said that the month's messages are used up, and has taken nothing: what was claimed is free
 * again, and is drawn anew when its turn comes, with whatever is similar then. Its key's 24 hours
 * have not begun.
 */
export async function putBack(services: Services, id: string, lastError: string): Promise<void> {
  await services.db.prisma.$transaction(async (tx) => {
    const ids = [id, ...(await idsWith(tx, id, 'pending'))]
    await tx.delivery.updateMany({
      where: { id: { in: ids }, status: 'pending' },
      data: { status: 'held', lastError, body: null, firstTriedAt: null, carriedBy: null },
    })
    await lookAgain(tx, ids, lookAt(services))
  })
  lineCalls.inc({ outcome: 'held' })
  services.log.debug({ delivery: id }, lastError)
}
