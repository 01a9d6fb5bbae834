import { AppError } from '../../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { type Actor, type Ctx, inTransaction } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { hashToken } from './create.ts'

/**
 * The actor behind an API token.
 *
 * @throws AppError `unknown-token`, also for a revoked one.
 */
export async function findTokenActor(ctx: Ctx, token: string): Promise<Actor> {
  const found = await ctx.db.apiToken.findUnique({ where: { tokenHash: hashToken(token) } })
  if (!found || found.revokedAt) {
    throw new AppError('unknown-token', 'This token is not known or was revoked. Ask for a new one.')
  }
  const { id, name, role, pool, workerId } = found
  return { kind: 'token', id, name, role, pool, workerId }
}

/**
 * Makes a token worthless at once.
 *
 * @throws AppError `not-found`, `wrong-role`.
 */
export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  if (ctx.actor.kind !== 'operator') throw new AppError('wrong-role', 'Tokens are revoked on the server.')
  await inTransaction(ctx, async (tx) => {
    const where = { id, revokedAt: null }
    const revokedAt = tx.clock.now()
    if (!isUuid(id) || (await tx.db.apiToken.updateMany({ where, data: { revokedAt } })).count === 0)
      throw new AppError('not-found', `There is no live token ${id}.`)
    await recordAudit(tx, 'token.revoke', { subject: `token:${id}`, after: { revoked: true } })
  })
}
