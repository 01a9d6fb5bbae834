import type { Role } from '../../db/generated/client.ts'
import type { Ctx } from '../context.ts'
import { listReachable } from '../members/read.ts'
import type { Recipient } from '../tell.ts'

/** Those whose digest names what they may decide. */
export const DIGEST_DECIDERS: Role[] = ['pls_owner', 'louis']

/** Somebody who can be told, with what decides what he is told. */
export type Reader = Recipient & { role: Role; pool: string }

/** Reachable members with one of the roles, with role and pool. */
export async function listReaders(tx: Ctx, roles: Role[]): Promise<Reader[]> {
  const reachable = await listReachable(tx, roles)
  const members = await tx.db.member.findMany({ where: { id: { in: reachable.map((it) => it.id) } } })
  return reachable.flatMap((it) => {
    const member = members.find(({ id }) => id === it.id)
    return member ? [{ ...it, role: member.role, pool: member.pool }] : []
  })
}
