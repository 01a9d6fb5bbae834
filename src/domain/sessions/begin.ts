import type { Member } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { asActor } from '../members/read.ts'
import { CONSOLE_SESSION_TIME } from '../rules.ts'
import { hashToken } from '../tokens/create.ts'
import { CONSOLE_ROLES } from './readers.ts'

export type NewSession = { token: string; expiresAt: Date; member: Member }

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
    const token = tx.ids.secret(32)
    const expiresAt = new Date(now.getTime() + CONSOLE_SESSION_TIME)
    const id = tx.ids.uuid()
    const { id: memberId, role } = member
    await tx.db.consoleSession.create({
      data: { id, tokenHash: hashToken(token), memberId, role, createdAt: now, expiresAt },
    })
    const asMember: Ctx = { ...tx, actor: asActor(member) }
    await recordAudit(asMember, 'session.begin', { subject: `session:${id}`, after: { role, expiresAt } })
    return { token, expiresAt, member }
  })
}
