import { expect, test } from 'vitest'
import { revokeToken } from '../../src/domain/tokens/use.ts'
import { anEvent } from '../support/given.ts'
import { openApi, PATH, said } from '../support/reports.ts'

test('without a token, or with one that is malformed, unknown or revoked, nobody reports', async () => {
  const { bot, kept } = await openApi()
  const { id, token } = await bot.tokenWithId('worker')
  const send = (authorization: string | undefined) =>
    bot.request('POST', PATH, { body: anEvent(), headers: authorization ? { authorization } : {} })
  const bad = [
    undefined,
    token,
    `Basic ${token}`,
    'Bearer',
    'Bearer  ',
    `Bearer ${token} x`,
    'Bearer cs_unknown',
  ]
  for (const header of bad) {
    const answer = await send(header)
    expect.soft(answer.status, `${header?.slice(0, 10)}: ${said(answer)}`).toBe(401)
    expect.soft(answer.body.code).toMatch(/^(no|unknown)-token$/)
  }
  expect((await send(`bearer ${token}`)).status).toBe(201)
  await revokeToken(bot.ctx, id)
  expect((await send(`Bearer ${token}`)).body).toMatchObject({ status: 401, code: 'unknown-token' })
  expect(await kept()).toBe(1)
})

test.each(['pool_owner', 'pls_owner', 'louis', 'ops'] as const)(
  'a token of the role %s reports nothing',
  async (role) => {
    const { bot, kept } = await openApi()
    const answer = await bot.request('POST', PATH, { token: await bot.token(role), body: anEvent() })
    expect(answer.status, said(answer)).toBe(403)
    expect(answer.body.code).toBe('wrong-role')
    expect(await kept()).toBe(0)
  },
)

test('a token of one worker does not speak for another', async () => {
  const { bot } = await openApi()
  const token = await bot.token('worker', 'codex-02')
  const send = (worker_id: string) => bot.request('POST', PATH, { token, body: anEvent({ worker_id }) })
  expect((await send('codex-01')).body).toMatchObject({ status: 403, code: 'wrong-role' })
  expect((await send('codex-02')).status).toBe(201)
})

test('an error is problem+json with code, detail and the request id of the header', async () => {
  const { bot } = await openApi()
  const { status, headers, body } = await bot.request('POST', PATH, { body: anEvent() })
  expect(status).toBe(401)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(body).toEqual({
    type: expect.stringMatching(/no-token$/),
    title: 'Unauthorized',
    status: 401,
    code: 'no-token',
    detail: expect.stringMatching(/Bearer/),
    request_id: headers.get('x-request-id'),
  })
})

test('an address that is not there, or another method, is a problem of its own', async () => {
  const { bot, token } = await openApi()
  for (const [method, path] of [
    ['POST', '/api/pls/worker-repair-event'],
    ['DELETE', PATH],
    ['GET', '/nowhere'],
  ] as const) {
    const answer = await bot.request(method, path, { token })
    expect(answer.status, said(answer)).toBe(404)
    expect(answer.body.code).toBe('not-found')
  }
})
