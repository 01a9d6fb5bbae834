import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { CONSOLE_LINK_TIME } from '../rules.ts'
import { hashToken } from '../tokens/create.ts'
import { CONSOLE_ROLES } from './readers.ts'

/**
 * Makes a one-use link into the console for the member who asks; earlier ones of theirs end. Only its
 * hash is kept.
 *
 * @returns the secret part of the link: 256 random bits.
 * @throws AppError `wrong-role`.
 */
export async function createConsoleLink(ctx: Ctx): Promise<{ token: string; expiresAt: Date }> {
  requireRole(ctx.actor, ...CONSOLE_ROLES)
  const memberId = ctx.actor.kind === 'member' ? ctx.actor.id : ''
  const token = ctx.ids.secret(32)
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + CONSOLE_LINK_TIME)
  return inTransaction(ctx, async (tx) => {
    const id = tx.ids.uuid()
    await tx.db.consoleLink.updateMany({
      where: { memberId, usedAt: null, expiresAt: { gt: now } },
      data: { expiresAt: now },
    })
    await tx.db.consoleLink.create({
      data: { id, tokenHash: hashToken(token), memberId, createdAt: now, expiresAt },
    })
    await recordAudit(tx, 'session.link', { subject: `member:${memberId}`, after: { link: id, expiresAt } })
    return { token, expiresAt }
  })
}
