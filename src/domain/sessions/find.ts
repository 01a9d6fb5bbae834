import type { Member } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { asActor } from '../members/read.ts'
import { hashToken } from '../tokens/create.ts'
import { endSession } from './end.ts'

export type Session = { id: string; member: Member; expiresAt: Date }

/**
 * Who a console cookie belongs to; null if it is worth nothing. It is looked at with every request:
 * a session ends for good with its time, with the role that it was begun in, and with the member.
 */
export async function findSession(ctx: Ctx, token: string): Promise<Session | null> {
  const found = await ctx.db.consoleSession.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { member: true },
  })
  if (!found || found.endedAt || found.expiresAt <= ctx.clock.now()) return null
  const { id, member, role, expiresAt } = found
  if (member.disabledAt === null && member.role === role) return { id, member, expiresAt }
  await endSession({ ...ctx, actor: asActor(member) }, id, 'the rights of this member changed')
  return null
}
