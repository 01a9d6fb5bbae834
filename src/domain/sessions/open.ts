import type { Member } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { asActor } from '../members/read.ts'
import { CONSOLE_SESSION_TIME } from '../rules.ts'
import { hashToken } from '../tokens/create.ts'

export type NewSession = { token: string; expiresAt: Date; member: Member }

/** Opens a session for a member whom the caller has made sure of, in its transaction; `by`: which way they came in. */
export async function openSession(tx: Ctx, member: Member, by: 'link' | 'line_login'): Promise<NewSession> {
  const now = tx.clock.now()
  const token = tx.ids.secret(32)
  const expiresAt = new Date(now.getTime() + CONSOLE_SESSION_TIME)
  const id = tx.ids.uuid()
  const { id: memberId, role } = member
  await tx.db.consoleSession.create({
    data: { id, tokenHash: hashToken(token), memberId, role, createdAt: now, expiresAt },
  })
  const asMember: Ctx = { ...tx, actor: asActor(member) }
  await recordAudit(asMember, 'session.begin', { subject: `session:${id}`, after: { role, expiresAt, by } })
  return { token, expiresAt, member }
}
