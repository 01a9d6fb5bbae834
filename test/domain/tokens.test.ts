import { expect, test } from 'vitest'
import { createToken } from '../../src/domain/tokens/create.ts'
import { findTokenActor, revokeToken } from '../../src/domain/tokens/use.ts'
import { systemIds } from '../../src/services.ts'
import { aMember, openDomain, tablesThatHold } from '../support/domain.ts'

test('a token speaks for its role, its name, its worker and its pool', async () => {
  const { ctx } = await openDomain()
  const { id, token } = await createToken(ctx, {
    role: 'worker',
    name: 'night shift',
    workerId: 'codex-01',
    pool: 'night',
  })
  expect(token).toMatch(/^cs_[\w-]{43}$/)
  expect(await findTokenActor(ctx, token)).toEqual({
    kind: 'token',
    id,
    name: 'night shift',
    role: 'worker',
    workerId: 'codex-01',
    pool: 'night',
  })
  const [entry] = await ctx.db.auditEntry.findMany()
  expect(entry).toMatchObject({ verb: 'token.create', subject: `token:${id}`, actor: 'operator:test' })
})

test('a token is stored nowhere but as a hash', async () => {
  const domain = await openDomain()
  const { token } = await createToken(domain.ctx, { role: 'ops', name: 'dashboard' })
  expect(await tablesThatHold(domain, token)).toEqual([])
  expect(await tablesThatHold(domain, token.slice(3))).toEqual([])
  expect(await tablesThatHold(domain, 'dashboard')).toContain('api_tokens')
})

test('two tokens are never the same', async () => {
  const { ctx } = await openDomain()
  const made = await Promise.all(
    Array.from({ length: 10 }, () => createToken(ctx, { role: 'ops', name: 'x' })),
  )
  expect(new Set(made.map((it) => it.token)).size).toBe(10)
})

test('a revoked token is worthless at once', async () => {
  const { ctx } = await openDomain()
  const kept = await createToken(ctx, { role: 'worker', name: 'a' })
  const { id, token } = await createToken(ctx, { role: 'worker', name: 'b' })
  await revokeToken(ctx, id)
  await expect(findTokenActor(ctx, token)).rejects.toMatchObject({ code: 'unknown-token' })
  expect(await findTokenActor(ctx, kept.token)).toMatchObject({ name: 'a' })
  await expect(revokeToken(ctx, id)).rejects.toMatchObject({ code: 'not-found' })
  expect(await ctx.db.auditEntry.count({ where: { verb: 'token.revoke', subject: `token:${id}` } })).toBe(1)
})

test.each(['', 'cs_', 'cs_guess', ' ', 'Bearer x', 'x'.repeat(10_000)])('%j is no token', async (token) => {
  const { ctx } = await openDomain()
  await createToken(ctx, { role: 'worker', name: 'a' })
  await expect(findTokenActor(ctx, token)).rejects.toMatchObject({ code: 'unknown-token' })
})

test('an id that is none is an unknown token, not a broken program', async () => {
  const { ctx } = await openDomain()
  for (const id of ['nothing', systemIds.uuid()]) {
    await expect(revokeToken(ctx, id)).rejects.toMatchObject({ code: 'not-found' })
  }
})

test('nobody makes or revokes tokens but the operator', async () => {
  const { ctx, as } = await openDomain()
  const { id, token } = await createToken(ctx, { role: 'worker', name: 'a' })
  const louis = as(aMember({ role: 'louis' }))
  await expect(createToken(louis, { role: 'louis', name: 'me' })).rejects.toMatchObject({
    code: 'wrong-role',
  })
  await expect(revokeToken(louis, id)).rejects.toMatchObject({ code: 'wrong-role' })
  const worker = as(await findTokenActor(ctx, token))
  await expect(createToken(worker, { role: 'louis', name: 'me' })).rejects.toMatchObject({
    code: 'wrong-role',
  })
})
