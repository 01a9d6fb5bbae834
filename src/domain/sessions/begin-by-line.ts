import type { Role } from '../../db/generated/client.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { findMemberByLineUser } from '../members/read.ts'
import { type NewSession, openSession } from './open.ts'
import { CONSOLE_ROLES } from './readers.ts'

/** `role` null: nobody of ours, or somebody disabled. */
export type LineSignIn = { session: NewSession } | { session: null; role: Role | null }

/**
 * Signs in whoever LINE says it is. Whether they may come in is looked at now.
 *
 * @param lineUserId out of an ID token that was checked, never from a request.
 */
export async function beginSessionByLine(ctx: Ctx, lineUserId: string): Promise<LineSignIn> {
  return inTransaction(ctx, async (tx) => {
    const member = await findMemberByLineUser(tx, lineUserId)
    if (!member || !CONSOLE_ROLES.includes(member.role)) return { session: null, role: member?.role ?? null }
    return { session: await openSession(tx, member, 'line_login') }
  })
}
