import type { Member } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Actor, type Ctx, inTransaction } from '../context.ts'
import { mayInvite } from './invite.ts'
import { menuFollows } from './menu-task.ts'
import { getActiveMember } from './read.ts'

/**
 * Whether somebody may end a member's rights. An operator at the shell may end anybody's; a person
 * those whom they may invite, and nobody their own. So whoever disables a Louis is another one, who
 * stays: the last one is never disabled by a person.
 */
export function mayDisable(actor: Actor, member: Pick<Member, 'id' | 'role'>): boolean {
  if (actor.kind === 'operator') return true
  if (actor.kind !== 'member' || actor.id === member.id) return false
  return mayInvite(actor.role, member.role)
}

/** Two who disable each other at the same moment come here one after the other, and the second is nobody by then. */
async function requireStillThere(tx: Ctx): Promise<void> {
  await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('disable a member', 0))`
  const { actor } = tx
  if (actor.kind === 'operator') return
  if (actor.kind !== 'member') throw new AppError('wrong-role', 'Members are disabled by a person.')
  const self = await tx.db.member.findFirst({ where: { id: actor.id, role: actor.role, disabledAt: null } })
  if (!self) throw new AppError('wrong-role', 'You are no member any more.')
}

/**
 * Ends a member's rights at once; what they did stays.
 *
 * @throws AppError `not-found`, `wrong-role`.
 */
export async function disableMember(ctx: Ctx, id: string): Promise<Member> {
  return inTransaction(ctx, async (tx) => {
    await requireStillThere(tx)
    const member = await getActiveMember(tx, id)
    if (!mayDisable(tx.actor, member))
      throw new AppError(
        'wrong-role',
        'Louis disables anybody but himself; a PLS owner workers and pool owners; an operator anybody, on the server.',
      )
    const disabledAt = tx.clock.now()
    await tx.db.member.update({ where: { id }, data: { disabledAt } })
    const { name, role } = member
    await recordAudit(tx, 'member.disable', {
      subject: `member:${id}`,
      before: { name, role, disabled: false },
      after: { name, role, disabled: true },
    })
    await menuFollows(tx, member.lineUserId)
    return { ...member, disabledAt }
  })
}
