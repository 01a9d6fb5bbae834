import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { type Ctx, inTransaction } from '../domain/context.ts'
import { AppError } from '../errors.ts'
import { type ApiEnv, ctxOf } from './api-env.ts'
import type { Answered } from './route.ts'

const KEY = /^[\x20-\x7e]{1,255}$/

/**
 * Runs a POST so that the same `Idempotency-Key` has one effect: key, effect and answer are committed
 * together, and whoever comes again, also at the same moment, is given that answer.
 *
 * @throws AppError `idempotency-key-reused` when the key was used for something else.
 */
export async function idempotent(
  c: Context<ApiEnv>,
  text: string,
  run: (tx: Ctx) => Promise<Answered>,
): Promise<Answered> {
  const ctx = ctxOf(c.get('services'), c.get('actor'))
  const key = c.req.header('idempotency-key')
  if (key === undefined) return inTransaction(ctx, run)
  if (!KEY.test(key)) {
    throw new AppError('bad-input', 'Idempotency-Key is 1 to 255 visible ASCII characters.')
  }
  return once(ctx, { tokenId: c.get('tokenId'), key }, requestOf(c, text), run)
}

function requestOf(c: Context, text: string): string {
  return createHash('sha256').update(`${c.req.method} ${c.req.path}\n${text}`).digest('hex')
}

async function once(
  ctx: Ctx,
  id: { tokenId: string; key: string },
  request: string,
  run: (tx: Ctx) => Promise<Answered>,
): Promise<Answered> {
  return inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.idempotencyKey.createMany({
      data: { ...id, request, createdAt: tx.clock.now() },
      skipDuplicates: true,
    })
    if (count === 0) return recall(tx, id, request)
    const answer = await run(tx)
    if (answer.keep === false) {
      await tx.db.idempotencyKey.delete({ where: { tokenId_key: id } })
      return answer
    }
    const data = { status: answer.status, body: JSON.stringify(answer.body) }
    await tx.db.idempotencyKey.update({ where: { tokenId_key: id }, data })
    return answer
  })
}

async function recall(tx: Ctx, id: { tokenId: string; key: string }, request: string): Promise<Answered> {
  const kept = await tx.db.idempotencyKey.findUniqueOrThrow({ where: { tokenId_key: id } })
  if (kept.request !== request) {
    throw new AppError(
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request; take a new one.',
    )
  }
  return { status: kept.status ?? 200, body: JSON.parse(kept.body ?? '{}') }
}
