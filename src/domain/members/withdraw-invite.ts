import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { requireMayInvite } from './invite.ts'

const noneOpen = (id: string) => new AppError('not-found', `There is no invite ${id} that waits to be used.`)

/**
 * Ends an invite that nobody has used: from now on its code is like one that is too old.
 *
 * @throws AppError `not-found` for one that was used, is over or never was; `wrong-role` for a role
 *   that the one who acts may not give away.
 */
export async function withdrawInvite(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    const open = { id, usedAt: null, expiresAt: { gt: now } }
    const invite = isUuid(id) ? await tx.db.invite.findFirst({ where: open }) : null
    if (!invite) throw noneOpen(id)
    requireMayInvite(tx.actor, invite.role)
    const { count } = await tx.db.invite.updateMany({ where: open, data: { expiresAt: now } })
    if (count === 0) throw noneOpen(id)
    const { name, role, pool, expiresAt } = invite
    await recordAudit(tx, 'invite.withdraw', {
      subject: `invite:${id}`,
      before: { role, name, pool, expiresAt },
      after: { role, name, pool, expiresAt: now },
    })
  })
}
