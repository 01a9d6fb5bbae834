import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ZodObject } from 'zod'
import { revokeToken } from '../../src/domain/tokens/use.ts'
import { ROUTES } from '../../src/http/pls.ts'
import { type Answer, type Bot, startBot } from '../support/bot.ts'
import { allowedRoles, nameOf, openRoutes, POSTS, ROLES, said, WITH_BODY } from '../support/route-examples.ts'

function expectProblem(answer: Answer, status: number, what: string) {
  expect.soft(answer.status, `${what}: ${said(answer)}`).toBe(status)
  expect.soft(answer.headers.get('content-type'), what).toBe('application/problem+json')
  expect.soft(answer.body, what).toMatchObject({
    status,
    code: expect.stringMatching(/^[a-z-]+$/),
    detail: expect.stringMatching(/\S/),
    request_id: answer.headers.get('x-request-id'),
  })
}

/** How many rows each table has, but for the one that counts requests. */
async function countRows(bot: Bot): Promise<Record<string, number>> {
  const { rows } = await bot.db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'token_budgets'",
  )
  const counted = rows.map(async ({ name }): Promise<[string, number]> => {
    const { rows: found } = await bot.db.pool.query(`select count(*)::int as n from ${name}`)
    return [name, found[0].n]
  })
  return Object.fromEntries(await Promise.all(counted))
}

test('every route serves the roles that it names, and no other', async () => {
  const bot = await startBot()
  const { send, tokens } = await openRoutes(bot)
  for (const route of ROUTES) {
    for (const role of ROLES) {
      const answer = await send(route, { token: tokens[role] })
      const what = `${role} ${nameOf(route)}`
      if (allowedRoles(route).includes(role)) {
        expect.soft(answer.status, `${what}: ${said(answer)}`).toBeLessThan(300)
        const schema = route.answers[answer.status]
        expect.soft(schema?.safeParse(answer.body).error, `${what}: ${said(answer)}`).toBeUndefined()
      } else {
        expectProblem(answer, 403, what)
        expect.soft(answer.body.code, what).toBe('wrong-role')
      }
    }
  }
}, 90_000)

test('no route answers without a token, or to one that is wrong or revoked', async () => {
  const bot = await startBot()
  const { example, send } = await openRoutes(bot)
  const revoked = await Promise.all(ROLES.map((role) => bot.tokenWithId(role)))
  for (const { id } of revoked) await revokeToken(bot.ctx, id)
  for (const route of ROUTES) {
    const it = await example(route)
    const before = await countRows(bot)
    expectProblem(await send(route, {}, it), 401, `no token: ${nameOf(route)}`)
    expectProblem(await send(route, { token: 'cs_wrong' }, it), 401, `wrong token: ${nameOf(route)}`)
    for (const { token } of revoked)
      expectProblem(await send(route, { token }, it), 401, `revoked token: ${nameOf(route)}`)
    expect.soft(await countRows(bot), nameOf(route)).toEqual(before)
  }
}, 90_000)

test('bad JSON is 400, over 1 MiB is 413, another type is 415, and each wrong field is named', async () => {
  const bot = await startBot()
  const { example, send, tokens } = await openRoutes(bot)
  for (const route of WITH_BODY) {
    const it = await example(route)
    const token = tokens[allowedRoles(route)[0] ?? 'worker']
    const before = await countRows(bot)
    const what = (why: string) => `${why}: ${nameOf(route)}`
    for (const raw of ['{"half": ', '', '[]', '17'])
      expectProblem(await send(route, { token, raw }, it), 400, what(`bad JSON ${raw}`))
    const big = JSON.stringify({ ...it.body, more: 'x'.repeat(1024 * 1024) })
    expectProblem(await send(route, { token, raw: big }, it), 413, what('too big'))
    const type = { 'content-type': 'text/plain' }
    expectProblem(await send(route, { token, headers: type }, it), 415, what('wrong type'))
    for (const field of Object.keys((route.body as ZodObject).shape)) {
      const wrong = { ...it.body, [field]: field === 'raw_command_output' ? 'a\u0000b' : 17.5 }
      const answer = await send(route, { token, body: wrong }, it)
      expectProblem(answer, 400, what(`wrong ${field}`))
      const paths = (answer.body.errors as { path: string }[] | undefined)?.map(({ path }) => path)
      expect.soft(paths, what(field)).toEqual([field])
    }
    expect.soft(await countRows(bot), nameOf(route)).toEqual(before)
  }
}, 90_000)

/** Words that people and workers write; everything else in a body stands in for something. */
const WORDS = [
  'adoption_signal',
  'lesson',
  'next_round_priority',
  'note',
  'raw_command_output',
  'reason',
  'repair_action',
  'result',
  'title',
]

test('what stands in for something holds no character that shows nothing or turns the writing', async () => {
  const bot = await startBot()
  const { example, send, tokens } = await openRoutes(bot)
  let refused = 0
  for (const route of WITH_BODY) {
    const it = await example(route)
    const token = tokens[allowedRoles(route)[0] ?? 'worker']
    for (const field of Object.keys((route.body as ZodObject).shape).filter(
      (name) => !WORDS.includes(name),
    )) {
      for (const hidden of ['\u202E', '\u200b', '\n', '\u001b[2K', '\u00a0']) {
        const answer = await send(route, { token, body: { ...it.body, [field]: `codex${hidden}01` } }, it)
        const what = `${nameOf(route)} ${field} ${JSON.stringify(hidden)}`
        expectProblem(answer, 400, what)
        const [problem] = answer.body.errors as { path: string; message: string }[]
        expect.soft(problem?.path, what).toBe(field)
        if (problem?.message.includes('U+')) refused += 1
      }
    }
  }
  const worker = { token: tokens.worker }
  const { body } = await bot.request('GET', '/api/pls/worker-policy/action%3Arele%E2%80%AEase', worker)
  expect(body).toMatchObject({
    status: 400,
    errors: [{ path: 'policy_key', message: expect.stringMatching('U[+]202E') }],
  })
  // Worker (8 times), phase, address, pool, action and target (twice), topic: five signs each.
  expect(refused).toBe(5 * 16)
}, 60_000)

test('an id or a query that cannot be is 400, and a thing that is not there is 404', async () => {
  const bot = await startBot()
  const { example, send, tokens } = await openRoutes(bot)
  for (const route of ROUTES.filter((it) => it.params)) {
    const token = tokens[allowedRoles(route)[0] ?? 'worker']
    const it = await example(route)
    const at = (id: string) => ({ ...it, path: `/api/pls${route.path.replace(/:\w+/, id)}` })
    const isKey = route.path.includes(':policy_key')
    for (const id of isKey ? ['a%00b', 'x'.repeat(501)] : ['17', 'a%00b', '%F0%9F%98%80'])
      expectProblem(await send(route, { token }, at(id)), 400, `${id.slice(0, 20)} ${nameOf(route)}`)
    expectProblem(await send(route, { token }, at(randomUUID())), 404, `unknown ${nameOf(route)}`)
  }
  for (const route of ROUTES.filter((it) => it.query)) {
    const token = tokens[allowedRoles(route)[0] ?? 'worker']
    const it = await example(route)
    for (const field of Object.keys((route.query as ZodObject).shape)) {
      for (const value of ['%00', 'x'.repeat(3_000)]) {
        const answer = await send(route, { token }, { path: `${it.path}?${field}=${value}` })
        expectProblem(answer, 400, `${field}=${value.slice(0, 9)} ${nameOf(route)}`)
      }
    }
  }
  const times = ['from=0000-01-01T00:00:00Z', 'to=yesterday', 'limit=0', 'limit=201', 'limit=1.5', 'after=x']
  for (const query of times) {
    const answer = await bot.request('GET', `/api/pls/audit-log?${query}`, { token: tokens.ops })
    expectProblem(answer, 400, query)
  }
  const after = await bot.request('GET', '/api/pls/worker-policy?after=nobody', { token: tokens.ops })
  expectProblem(after, 400, 'after=nobody')
}, 60_000)

test('a POST that is sent again with its Idempotency-Key answers the same and leaves no second row', async () => {
  const bot = await startBot()
  const { example, send, tokens } = await openRoutes(bot)
  for (const route of POSTS) {
    const it = await example(route)
    const token = tokens.worker
    const headers = { 'idempotency-key': randomUUID() }
    const first = await send(route, { token, headers }, it)
    expect.soft(first.status, `${nameOf(route)}: ${said(first)}`).toBeLessThan(300)
    const before = await countRows(bot)
    for (const again of [
      await send(route, { token, headers }, it),
      await send(route, { token, headers }, it),
    ])
      expect.soft([again.status, again.body], nameOf(route)).toEqual([first.status, first.body])
    const other = { ...it.body, more: 'another body' }
    expectProblem(await send(route, { token, headers, body: other }, it), 422, nameOf(route))
    expect.soft(await countRows(bot), nameOf(route)).toEqual(before)
    if (route.params) continue
    const elsewhere = ROUTES.find(({ path, method }) => method === 'POST' && path !== route.path)
    if (elsewhere)
      expectProblem(await send(elsewhere, { token, headers }), 422, `${nameOf(route)}, then another route`)
  }
}, 60_000)

test('a token may make 300 requests at once and 1,200 a minute, and is told when to come again', async () => {
  const bot = await startBot()
  const token = await bot.token('ops')
  const other = await bot.token('ops')
  const path = '/api/pls/worker-policy?limit=1'
  const burst = (n: number) =>
    Promise.all(Array.from({ length: n }, () => bot.request('GET', path, { token }))).then((all) =>
      all.map((it) => it.status).filter((it) => it === 200),
    )
  expect(await burst(310)).toHaveLength(300)
  const late = await bot.request('GET', path, { token })
  expectProblem(late, 429, 'too many')
  expect(late.headers.get('retry-after')).toBe('1')
  expect((await bot.request('GET', path, { token: other })).status).toBe(200)
  bot.clock.advance({ seconds: 1 })
  expect(await burst(30)).toHaveLength(20)
  bot.clock.advance({ hours: 1 })
  expect(await burst(310)).toHaveLength(300)
}, 60_000)
