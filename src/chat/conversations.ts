import { z } from 'zod'
import type { Ctx } from '../domain/context.ts'
import { REASON_TIME } from '../domain/rules.ts'

const State = z.object({ id: z.string(), version: z.number() })
type Awaited = z.output<typeof State>

/** From now on the person's next words are the reason of this rejection. One at a time: the newest counts. */
export async function waitForReason(ctx: Ctx, lineUserId: string, { id, version }: Awaited): Promise<void> {
  const expiresAt = new Date(ctx.clock.now().getTime() + REASON_TIME)
  const row = { kind: 'reason', state: { id, version }, expiresAt }
  await ctx.db.conversation.upsert({ where: { lineUserId }, create: { lineUserId, ...row }, update: row })
}

/** What the person's next words are the reason of. */
export async function findAwaitedReason(
  ctx: Ctx,
  lineUserId: string,
): Promise<(Awaited & { isLate: boolean }) | null> {
  const found = await ctx.db.conversation.findUnique({ where: { lineUserId } })
  const state = State.safeParse(found?.state).data
  return found && state ? { ...state, isLate: found.expiresAt < ctx.clock.now() } : null
}

export async function forgetReason(ctx: Ctx, lineUserId: string): Promise<void> {
  await ctx.db.conversation.deleteMany({ where: { lineUserId } })
}
