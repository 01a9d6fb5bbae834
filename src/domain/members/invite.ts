import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Role } from '../../db/generated/client.ts'
import { AppError } from '../../errors.ts'
import { identifier } from '../../storable.ts'
import { recordAudit } from '../audit/record.ts'
import { type Actor, type Ctx, inTransaction } from '../context.ts'
import { INVITE_TIME } from '../rules.ts'

export const InviteInput = z.object({
  role: z.enum(['worker', 'pool_owner', 'pls_owner', 'louis'], {
    error: 'must be worker, pool_owner, pls_owner or louis',
  }),
  name: z.string().trim().min(1).max(100),
  locale: z.enum(['zh-TW', 'en']),
  pool: z.string().trim().pipe(identifier(100)).default('default'),
})

type InvitedRole = z.output<typeof InviteInput>['role']

/** Whom each role may invite, and disable: nobody gives or takes away more than they have. */
export const MAY_INVITE: Partial<Record<Role, readonly InvitedRole[]>> = {
  louis: ['worker', 'pool_owner', 'pls_owner', 'louis'],
  pls_owner: ['worker', 'pool_owner'],
}

/** Whether one role may invite another; the same ones it may disable, and whose invites it may withdraw. */
export const mayInvite = (role: Role, invited: Role): boolean =>
  MAY_INVITE[role]?.some((it) => it === invited) ?? false

/** Without letters and digits that look alike. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** An invite code in the form that is hashed: people type spaces, dashes and lower case. */
export function normaliseCode(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
}

export const hashCode = (code: string) => createHash('sha256').update(normaliseCode(code)).digest('hex')

/** @throws AppError `wrong-role` for a role that the one who acts may not give away. */
export function requireMayInvite(actor: Actor, role: Role): void {
  if (actor.kind === 'operator' || actor.kind === 'system') return
  if (actor.kind !== 'member' || !MAY_INVITE[actor.role])
    throw new AppError(
      'wrong-role',
      'Invites are made by Louis or a PLS owner in the console, or on the server with `countersign invite`.',
    )
  if (!mayInvite(actor.role, role))
    throw new AppError('wrong-role', `Only Louis invites somebody as ${role}.`)
}

/**
 * Makes a one-use code that binds a LINE user to a role. Only its hash is kept.
 *
 * @returns the code, shown this once: ten characters, 50 random bits.
 * @throws AppError `wrong-role` for a role that the one who acts may not give away.
 */
export async function createInvite(ctx: Ctx, input: z.input<typeof InviteInput>) {
  const { role, name, locale, pool } = InviteInput.parse(input)
  requireMayInvite(ctx.actor, role)
  const code = [...Buffer.from(ctx.ids.secret(10), 'base64url')]
    .map((it) => ALPHABET[it % ALPHABET.length])
    .join('')
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + INVITE_TIME)
  return inTransaction(ctx, async (tx) => {
    const id = tx.ids.uuid()
    await tx.db.invite.create({
      data: { id, codeHash: hashCode(code), role, name, locale, pool, createdAt: now, expiresAt },
    })
    await recordAudit(tx, 'invite.create', {
      subject: `invite:${id}`,
      after: { role, name, pool, expiresAt },
    })
    return { id, code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt }
  })
}
