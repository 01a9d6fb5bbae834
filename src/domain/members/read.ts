import type { Member, Role } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import type { Actor, Ctx } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { type Page, type PageInput, pageOf } from '../page.ts'
import type { Recipient } from '../tell.ts'

/** The member behind a LINE user, or null: a stranger, or somebody disabled. */
export async function findMemberByLineUser(ctx: Ctx, lineUserId: string): Promise<Member | null> {
  return ctx.db.member.findFirst({ where: { lineUserId, disabledAt: null } })
}

/** A member as the one who acts. */
export function asActor(member: Member): Actor {
  return { kind: 'member', id: member.id, name: member.name, role: member.role, pool: member.pool }
}

/** All active members with one of the roles who can be reached in LINE. */
export async function listReachable(ctx: Ctx, roles: Role[]): Promise<Recipient[]> {
  const found = await ctx.db.member.findMany({
    where: { role: { in: roles }, disabledAt: null, blockedAt: null, lineUserId: { not: null } },
    orderBy: { createdAt: 'asc' },
  })
  return found.flatMap((it) =>
    it.lineUserId ? [{ id: it.id, locale: it.locale, lineUserId: it.lineUserId }] : [],
  )
}

/** A member who is not disabled. @throws AppError `not-found` */
export async function getActiveMember(ctx: Ctx, id: string): Promise<Member> {
  const found = isUuid(id) ? await ctx.db.member.findFirst({ where: { id, disabledAt: null } }) : null
  if (!found)
    throw new AppError('not-found', `There is no active member ${id}; see \`countersign member list\`.`)
  return found
}

/** Members, oldest first, a page at a time. */
export async function pageMembers(ctx: Ctx, { limit, after }: PageInput): Promise<Page<Member>> {
  const where = after ? { id: { gt: after } } : {}
  const rows = await ctx.db.member.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
  return pageOf(rows, limit, (it) => it)
}

/** Members who blocked the bot in LINE, the newest first. */
export async function listBlocked(ctx: Ctx): Promise<Member[]> {
  return ctx.db.member.findMany({
    where: { blockedAt: { not: null }, disabledAt: null },
    orderBy: { blockedAt: 'desc' },
  })
}

/** All members, oldest first. */
export async function listMembers(ctx: Ctx): Promise<Member[]> {
  return ctx.db.member.findMany({ orderBy: { createdAt: 'asc' } })
}
