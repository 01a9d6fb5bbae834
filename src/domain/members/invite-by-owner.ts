import type { z } from 'zod'
import type { Role } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction, requireRole } from '../context.ts'
import { createInvite, InviteInput } from './invite.ts'

/** Whom each role may invite: nobody gives away more than they have. */
export const MAY_INVITE: Partial<Record<Role, readonly z.output<typeof InviteInput>['role'][]>> = {
  louis: ['worker', 'pool_owner', 'pls_owner', 'louis'],
  pls_owner: ['worker', 'pool_owner'],
}

/**
 * An invite that an owner makes in the console. The code is made by the program; the entry beside it
 * says at whose wish.
 *
 * @throws AppError `wrong-role` for a role that they may not give away.
 */
export async function inviteAsOwner(ctx: Ctx, input: z.input<typeof InviteInput>) {
  requireRole(ctx.actor, 'pls_owner', 'louis')
  const { name, role, locale, pool } = InviteInput.parse(input)
  const own = 'role' in ctx.actor ? ctx.actor.role : 'louis'
  if (!MAY_INVITE[own]?.includes(role))
    throw new AppError('wrong-role', `Only Louis invites somebody as ${role}.`)
  return inTransaction(ctx, async (tx) => {
    const program: Ctx = { ...tx, actor: { kind: 'system', name: 'console' } }
    const made = await createInvite(program, { name, role, locale, pool })
    await recordAudit(tx, 'invite.order', { subject: `invite:${made.id}`, after: { name, role, pool } })
    return made
  })
}
