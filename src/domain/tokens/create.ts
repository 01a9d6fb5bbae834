import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { identifier } from '../../storable.ts'
import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'

export const TokenInput = z.object({
  role: z.enum(['worker', 'pool_owner', 'pls_owner', 'louis', 'ops'], {
    error: 'must be worker, pool_owner, pls_owner, louis or ops',
  }),
  name: z.string().trim().min(1).max(100),
  workerId: z.string().trim().pipe(identifier(200)).nullish(),
  pool: z.string().trim().pipe(identifier(100)).default('default'),
})

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

/** Makes an API token: 256 random bits, shown this once, kept as a hash. */
export async function createToken(ctx: Ctx, input: z.input<typeof TokenInput>) {
  if (ctx.actor.kind !== 'operator' && ctx.actor.kind !== 'system') {
    throw new AppError('wrong-role', 'Tokens are made on the server with `countersign token create`.')
  }
  const { role, name, workerId, pool } = TokenInput.parse(input)
  const token = `cs_${ctx.ids.secret(32)}`
  return inTransaction(ctx, async (tx) => {
    const id = tx.ids.uuid()
    const data = { id, role, name, workerId: workerId ?? null, pool, createdAt: tx.clock.now() }
    await tx.db.apiToken.create({ data: { ...data, tokenHash: hashToken(token) } })
    await recordAudit(tx, 'token.create', { subject: `token:${id}`, after: data })
    return { id, token }
  })
}
