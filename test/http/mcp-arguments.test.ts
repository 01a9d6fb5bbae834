import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ZodObject } from 'zod'
import { TOOLS } from '../../src/http/mcp-tools.ts'
import { startBot } from '../support/bot.ts'
import { connectMcp } from '../support/mcp.ts'
import { openRoutes, said, WITH_BODY } from '../support/route-examples.ts'

const requiredOf = (input: ZodObject) =>
  Object.entries(input.shape).flatMap(([name, field]) => (field.safeParse(undefined).success ? [] : [name]))

type Refusal = {
  code: string
  detail: string
  errors: { path: string; message: string }[]
  what_to_do: string
}

test('a tool without its arguments is a bad input that names each that is missing, and what to do', async () => {
  const bot = await startBot()
  const { call } = await connectMcp(bot, await bot.token('worker', 'codex-01'))
  for (const { name, input } of TOOLS) {
    const required = requiredOf(input)
    if (required.length === 0) continue
    const { isError, body } = await call(name, {})
    const { code, errors, detail, what_to_do } = body as Refusal
    expect.soft([isError, code], name).toEqual([true, 'bad-input'])
    expect.soft(errors?.map(({ path }) => path).sort(), name).toEqual(required.sort())
    for (const it of errors ?? []) expect.soft(it.message, name).toMatch(/^is missing: /)
    for (const it of required) expect.soft(detail, name).toContain(it)
    expect.soft(what_to_do, name).toMatch(/errors/)
  }
})

test.each(['..', '.', '', 'job-1', '../worker-policy', 17, null, {}])(
  'an id that is none is a bad input that names it: %j',
  async (wrong) => {
    const bot = await startBot()
    const { call } = await connectMcp(bot, await bot.token('worker', 'codex-01'))
    for (const { name, input } of TOOLS) {
      for (const id of ['job_id', 'id'].filter((it) => it in input.shape)) {
        const { isError, body } = await call(name, { worker_id: 'codex-01', [id]: wrong })
        expect.soft([isError, body.code], name).toEqual([true, 'bad-input'])
        expect
          .soft(
            (body.errors as Refusal['errors'])?.map(({ path }) => path),
            name,
          )
          .toContain(id)
      }
    }
  },
)

test('an idempotency key that is no text is refused, and an empty one is none', async () => {
  const bot = await startBot()
  const { call, works } = await connectMcp(bot, await bot.token('worker', 'codex-01'))
  const job = () => ({ job_id: randomUUID(), worker_id: 'codex-01', title: 'a job' })
  expect((await call('claim', { ...job(), idempotency_key: 17 })).body).toMatchObject({
    code: 'bad-input',
    errors: [{ path: 'idempotency_key' }],
  })
  await works('claim', { ...job(), idempotency_key: '' })
  await works('claim', { ...job(), idempotency_key: null })
  expect(await bot.db.prisma.idempotencyKey.count()).toBe(0)
})

test('null is "not set" for what may be left out, over MCP', async () => {
  const bot = await startBot()
  const { works } = await connectMcp(bot, await bot.token('worker', 'codex-01'))
  const mine = { job_id: randomUUID(), worker_id: 'codex-01' }
  expect(await works('claim', { ...mine, title: 'a job', pool: null })).toMatchObject({ pool: 'default' })
  const ask = { ...mine, action: 'diagnose', target: 't', reason: 'r', raw_command_output: 'o' }
  const { id } = await works('act_request', { ...ask, parameters: null })
  expect(await works('act_wait', { id, wait: null })).toMatchObject({ status: 'approved', parameters: {} })
  const unset = { worker_id: null, action: null, target: null, parameters: null }
  expect(await works('act_start', { id, ...unset })).toMatchObject({ status: 'running' })
})

test('null is "not set" for what may be left out, and refused by name for the rest, in every route', async () => {
  const bot = await startBot()
  const { example, send, tokens } = await openRoutes(bot)
  for (const route of WITH_BODY) {
    const { shape } = route.body as ZodObject
    for (const [name, field] of Object.entries(shape)) {
      const it = await example(route)
      const isOptional = field.safeParse(undefined).success
      const token = route.who === 'any' || route.who.includes('worker') ? tokens.worker : tokens.louis
      const answer = await send(route, { token, body: { ...it.body, [name]: null } }, it)
      const what = `${name} of ${route.method} ${route.path}: ${said(answer)}`
      if (isOptional) expect.soft(answer.status, what).toBeLessThan(300)
      else {
        expect.soft(answer.status, what).toBe(400)
        expect.soft(answer.body.errors, what).toMatchObject([{ path: name }])
      }
    }
  }
}, 90_000)
