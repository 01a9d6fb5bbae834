import type { Delivery, Prisma } from '../../db/generated/client.ts'
import type { ProposalItem, Tell } from '../../domain/tell.ts'
import { cardsIn, proposalMessages, withinOneCall } from '../cards/carousel.ts'
import type { RenderContext } from '../cards/render-context.ts'
import { TemplateError } from '../flex/template-error.ts'
import { BUBBLES_PER_CAROUSEL, MESSAGES_PER_CALL } from '../limits/numbers.ts'

type Tx = Prisma.TransactionClient

/** More than five messages can never show. */
const MOST = MESSAGES_PER_CALL * BUBBLES_PER_CAROUSEL

/** Those who would gather the same ones take turns, or each would become a leader of some. */
export async function takeTurns(tx: Tx, { lineTo, gatherKey }: Delivery): Promise<void> {
  if (gatherKey === null) return
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`gather:${lineTo}:${gatherKey}`}, 0))`
}

/** The similar ones for the same person that wait too, oldest first. `of`: how many there are in all. */
export async function findSimilar(
  tx: Tx,
  leader: Delivery,
  now: Date,
): Promise<{ rows: Delivery[]; of: number }> {
  if (leader.gatherKey === null) return { rows: [], of: 0 }
  // The queue's clock may be a little ahead of ours.
  const until = leader.dueAt && leader.dueAt > now ? leader.dueAt : now
  const found = await tx.$queryRaw<{ id: string }[]>`
    select id from deliveries
    where line_to = ${leader.lineTo} and gather_key = ${leader.gatherKey} and id <> ${leader.id}::uuid
      and status in ('pending', 'held') and first_tried_at is null and carried_by is null
      and (due_at is null or due_at <= ${until})
    order by created_at, id`
  const ids = found.slice(0, MOST).map((it) => it.id)
  const rows = await tx.delivery.findMany({
    where: { id: { in: ids } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return { rows, of: found.length }
}

const itemsOf = (it: Delivery): ProposalItem[] =>
  (it.data as unknown as Tell[]).flatMap((tell) => (tell.kind === 'proposal' ? [tell] : []))

const byAge = (a: Delivery, b: Delivery) =>
  a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)

type Drawn = { messages: object[]; shown: Delivery[] }

function draw(context: RenderContext, rows: Delivery[], more: number): Drawn {
  const messages = withinOneCall(context, proposalMessages(context, rows.flatMap(itemsOf)), more)
  const count = messages.reduce((sum, it) => sum + cardsIn(it), 0)
  return { messages, shown: rows.slice(0, count) }
}

/**
 * Several similar cards as one push, oldest first. What has no place in it is said, and goes out
 * with another one.
 *
 * @param more how many wait beside these.
 * @returns `along`: those in it beside the leader; null if they cannot be drawn together: one that
 *   breaks must not take the others with it.
 */
export function drawTogether(
  context: RenderContext,
  leader: Delivery,
  others: Delivery[],
  more: number,
): { messages: object[]; along: Delivery[] } | null {
  try {
    const inOrder = draw(context, [leader, ...others].sort(byAge), more)
    const drawn = inOrder.shown.includes(leader) ? inOrder : draw(context, [leader, ...others], more)
    return { messages: drawn.messages, along: drawn.shown.filter((it) => it !== leader) }
  } catch (error) {
    if (error instanceof TemplateError) return null
    throw error
  }
}
