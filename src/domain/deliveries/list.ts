import type { DeliveryStatus } from '../../db/generated/client.ts'
import { type Ctx, requireRole } from '../context.ts'
import { newestFirst, type PageInput, pageOf } from '../page.ts'
import { resendKey } from './resend.ts'

const READERS = ['ops', 'pool_owner', 'pls_owner', 'louis'] as const

/** Messages to LINE, newest first, without what they say: a link into the console is one of them. @throws AppError `wrong-role` */
export async function listDeliveries(ctx: Ctx, input: PageInput & { status?: DeliveryStatus }) {
  requireRole(ctx.actor, ...READERS)
  const { where, ...order } = newestFirst(input)
  const rows = await ctx.db.delivery.findMany({
    where: { ...where, status: input.status },
    ...order,
    select: {
      id: true,
      template: true,
      subject: true,
      status: true,
      attempts: true,
      lastError: true,
      sentVia: true,
      sentAt: true,
      createdAt: true,
      lineRequestId: true,
      dueAt: true,
      carrier: { select: { template: true } },
      member: { select: { name: true, role: true } },
    },
  })
  const dead = rows.filter((it) => it.status === 'dead').map((it) => it.id)
  const again = await ctx.db.delivery.findMany({
    where: { dedupeKey: { in: dead.map(resendKey) } },
    select: { dedupeKey: true },
  })
  const emptied = await ctx.db.delivery.findMany({
    where: { id: { in: dead }, data: { equals: [] } },
    select: { id: true },
  })
  const [resent, gone] = [new Set(again.map((it) => it.dedupeKey)), new Set(emptied.map((it) => it.id))]
  return pageOf(rows, input.limit, (it) => ({
    ...it,
    isResent: resent.has(resendKey(it.id)),
    isEmptied: gone.has(it.id),
  }))
}

export type DeliveryRow = Awaited<ReturnType<typeof listDeliveries>>['items'][number]

/** How many deliveries there are of each status. */
export async function countDeliveries(ctx: Ctx): Promise<Record<DeliveryStatus, number>> {
  const rows = await ctx.db.delivery.groupBy({ by: ['status'], _count: true })
  const of = (status: DeliveryStatus) => rows.find((it) => it.status === status)?._count ?? 0
  return {
    pending: of('pending'),
    held: of('held'),
    sent: of('sent'),
    dead: of('dead'),
    settled: of('settled'),
  }
}

/** The cards of one draft, in every version: whom they were for and how they fared. */
export async function listCardsOf(ctx: Ctx, policyId: string) {
  return ctx.db.delivery.findMany({
    where: { subject: { startsWith: `policy:${policyId}:` } },
    orderBy: { id: 'asc' },
    take: 50,
    select: {
      id: true,
      template: true,
      status: true,
      lastError: true,
      createdAt: true,
      sentAt: true,
      member: { select: { name: true } },
    },
  })
}
