import type { GroupKind, LineGroup } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { noteOf } from '../deliveries/notes.ts'

/** A group chat of LINE, or an old multi-person chat. */
export type GroupAddress = { lineGroupId: string; kind: GroupKind }

/** Nothing that was agreed before the bot was thrown out holds when it is back. */
const AFRESH = {
  leftAt: null,
  digestOn: false,
  digestPool: null,
  digestSetBy: null,
  locale: null,
  members: null,
}

const factsOf = ({ joinedAt, leftAt, digestOn }: Pick<LineGroup, 'joinedAt' | 'leftAt' | 'digestOn'>) => ({
  joinedAt,
  leftAt,
  digestOn,
})

const subjectOf = ({ lineGroupId }: GroupAddress) => `line-group:${lineGroupId}`

/**
 * Keeps that the bot is in a group. Its `join` says so; so does anything else from there, because LINE
 * may lose a `join`. What is older than the last `leave` says nothing any more.
 *
 * @param at LINE's time of the event.
 * @param isJoin a later join of a group that we never saw it leave: it was thrown out in between.
 */
export async function notePresent(ctx: Ctx, group: GroupAddress, at: Date, isJoin: boolean): Promise<void> {
  const { lineGroupId, kind } = group
  const before = await ctx.db.lineGroup.findUnique({ where: { lineGroupId } })
  const isNews = before === null || (before.leftAt ? at > before.leftAt : isJoin && at > before.joinedAt)
  if (!isNews) return
  await inTransaction(ctx, async (tx) => {
    const data = { ...AFRESH, joinedAt: at }
    const { count } = before
      ? await tx.db.lineGroup.updateMany({ where: { id: before.id, leftAt: before.leftAt }, data })
      : await tx.db.lineGroup.createMany({
          data: { id: tx.ids.uuid(), lineGroupId, kind, ...data },
          skipDuplicates: true,
        })
    if (count === 0) return
    const after = { ...factsOf(data), kind, told_by_join: isJoin }
    await recordAudit(tx, 'group.join', {
      subject: subjectOf(group),
      before: before && factsOf(before),
      after,
    })
  })
}

/**
 * Keeps that the bot is out of a group: its digest ends, and what is still owed to it is dead. A
 * `leave` that comes after a later `join` changes nothing.
 *
 * @param at LINE's time of the event.
 */
export async function noteLeft(ctx: Ctx, group: GroupAddress, at: Date): Promise<void> {
  const { lineGroupId, kind } = group
  await inTransaction(ctx, async (tx) => {
    const before = await tx.db.lineGroup.findUnique({ where: { lineGroupId } })
    if (before && (before.leftAt || before.joinedAt > at)) return
    const data = { ...AFRESH, leftAt: at }
    const { count } = before
      ? await tx.db.lineGroup.updateMany({ where: { id: before.id, leftAt: null }, data })
      : await tx.db.lineGroup.createMany({
          data: { id: tx.ids.uuid(), lineGroupId, kind, joinedAt: at, ...data },
          skipDuplicates: true,
        })
    if (count === 0) return
    const dropped = await tx.db.delivery.updateMany({
      where: { lineTo: lineGroupId, status: { in: ['pending', 'held'] } },
      data: { status: 'dead', lastError: noteOf('left_group') },
    })
    const after = { leftAt: at, digestOn: false, dropped: dropped.count }
    await recordAudit(tx, 'group.leave', {
      subject: subjectOf(group),
      before: before && factsOf(before),
      after,
    })
  })
}

/** A group that the bot was ever in; null: it is none. */
export async function findGroup(ctx: Pick<Ctx, 'db'>, lineGroupId: string): Promise<LineGroup | null> {
  return ctx.db.lineGroup.findUnique({ where: { lineGroupId } })
}
