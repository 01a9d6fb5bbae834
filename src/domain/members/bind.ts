import type { Member } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { INVITE_ATTEMPT_WINDOW, INVITE_ATTEMPTS } from '../rules.ts'
import { hashCode } from './invite.ts'
import { menuFollows } from './menu-task.ts'

export type BindResult =
  | { result: 'bound'; member: Member }
  | { result: 'already-member'; member: Member }
  | { result: 'wrong-code'; attemptsLeft: number }
  | { result: 'too-many-attempts' }

async function countAttempts(tx: Ctx, lineUserId: string): Promise<number> {
  const since = new Date(tx.clock.now().getTime() - INVITE_ATTEMPT_WINDOW)
  return tx.db.inviteAttempt.count({ where: { lineUserId, at: { gt: since } } })
}

async function noteWrongCode(tx: Ctx, lineUserId: string, attempts: number): Promise<BindResult> {
  await tx.db.inviteAttempt.create({ data: { id: tx.ids.uuid(), lineUserId, at: tx.clock.now() } })
  await recordAudit(tx, 'invite.refuse', { subject: `line-user:${lineUserId}` })
  return { result: 'wrong-code', attemptsLeft: INVITE_ATTEMPTS - attempts - 1 }
}

/**
 * Binds a LINE user to the role of an invite and uses the code up. A wrong, old or used code costs
 * one of the attempts that a user has in an hour; after the last one even a right code is not tried.
 */
export async function bindMember(ctx: Ctx, lineUserId: string, code: string): Promise<BindResult> {
  return inTransaction(ctx, async (tx) => {
    // One at a time for each person, or parallel guesses would not be counted.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`bind:${lineUserId}`}, 0))`
    const existing = await tx.db.member.findFirst({ where: { lineUserId, disabledAt: null } })
    if (existing) return { result: 'already-member', member: existing }
    const attempts = await countAttempts(tx, lineUserId)
    if (attempts >= INVITE_ATTEMPTS) return { result: 'too-many-attempts' }
    const now = tx.clock.now()
    const codeHash = hashCode(code)
    const memberId = tx.ids.uuid()
    const { count } = await tx.db.invite.updateMany({
      where: { codeHash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now, memberId },
    })
    if (count === 0) return noteWrongCode(tx, lineUserId, attempts)
    const { name, role, locale, pool } = await tx.db.invite.findUniqueOrThrow({ where: { codeHash } })
    // A disabled person who is invited again starts as a new member; the old one keeps its history.
    await tx.db.member.updateMany({ where: { lineUserId }, data: { lineUserId: null } })
    const member = await tx.db.member.create({
      data: { id: memberId, name, role, locale, pool, lineUserId, createdAt: now },
    })
    await recordAudit(tx, 'member.bind', {
      subject: `member:${memberId}`,
      after: { name, role, pool, lineUserId },
    })
    await menuFollows(tx, lineUserId)
    return { result: 'bound', member }
  })
}
