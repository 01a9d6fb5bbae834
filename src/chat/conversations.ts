import { z } from 'zod'
import type { Prisma } from '../db/generated/client.ts'
import type { Ctx } from '../domain/context.ts'
import { REASON_TIME } from '../domain/rules.ts'

/** What the bot waits for in a chat: one thing at a time, the newest counts. */
type Kind = 'reason' | 'friction'

const Awaited = z.object({ id: z.string(), version: z.number() })
type Awaited = z.output<typeof Awaited>

/** From now on the person's next words belong to this, for `time` milliseconds. */
export async function remember(
  ctx: Ctx,
  lineUserId: string,
  kind: Kind,
  state: object,
  time: number,
): Promise<void> {
  const expiresAt = new Date(ctx.clock.now().getTime() + time)
  const row = { kind, state: state as Prisma.InputJsonObject, expiresAt }
  await ctx.db.conversation.upsert({ where: { lineUserId }, create: { lineUserId, ...row }, update: row })
}

export async function findConversation(ctx: Ctx, lineUserId: string, kind: Kind) {
  const found = await ctx.db.conversation.findUnique({ where: { lineUserId } })
  if (found?.kind !== kind) return null
  return { state: found.state, isLate: found.expiresAt < ctx.clock.now() }
}

export async function forget(ctx: Ctx, lineUserId: string): Promise<void> {
  await ctx.db.conversation.deleteMany({ where: { lineUserId } })
}

/** The person's next words are the reason of this rejection. */
export async function waitForReason(ctx: Ctx, lineUserId: string, { id, version }: Awaited): Promise<void> {
  await remember(ctx, lineUserId, 'reason', { id, version }, REASON_TIME)
}

/** This is decided: the person's next words are no reason for its rejection any more. */
export async function forgetReason(ctx: Ctx, lineUserId: string, policyId: string): Promise<void> {
  const awaited = await findAwaitedReason(ctx, lineUserId)
  if (awaited?.id === policyId) await forget(ctx, lineUserId)
}

/** What the person's next words are the reason of. */
export async function findAwaitedReason(
  ctx: Ctx,
  lineUserId: string,
): Promise<(Awaited & { isLate: boolean }) | null> {
  const found = await findConversation(ctx, lineUserId, 'reason')
  const state = Awaited.safeParse(found?.state).data
  return found && state ? { ...state, isLate: found.isLate } : null
}
