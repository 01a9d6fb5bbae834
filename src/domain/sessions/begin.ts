import { AppError } from '../../errors.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { hashToken } from '../tokens/create.ts'
import { type NewSession, openSession } from './open.ts'
import { CONSOLE_ROLES } from './readers.ts'

const useless = () =>
  new AppError('not-found', 'This link was used, is too old or was replaced. Ask the bot for a new one.')

/**
 * Signs in by a one-use link and uses it up. Who it belongs to, and whether they may still come in,
 * is looked at now.
 *
 * @throws AppError `not-found` for a link that is worth nothing, whatever the reason.
 */
export async function beginSession(ctx: Ctx, linkToken: string): Promise<NewSession> {
  const now = ctx.clock.now()
  const tokenHash = hashToken(linkToken)
  return inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.consoleLink.updateMany({
      where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    })
    const link = count === 1 && (await tx.db.consoleLink.findUnique({ where: { tokenHash } }))
    const member = link && (await tx.db.member.findUnique({ where: { id: link.memberId } }))
    if (!member || member.disabledAt || !CONSOLE_ROLES.includes(member.role)) throw useless()
    return openSession(tx, member, 'link')
  })
}
