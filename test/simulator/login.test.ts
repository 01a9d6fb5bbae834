import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Json, openScene, type Scene } from './scene.ts'

const BACK = 'http://127.0.0.1:3000/console/login/line/back'
const VERIFIER = 'v'.repeat(43)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

const openLogin = () => openScene({ loginCallbackUrls: [BACK] })

type Changes = Record<string, string | null>

function changed(params: Record<string, string>, changes: Changes): string {
  const kept = Object.entries({ ...params, ...changes }).filter(([, value]) => value !== null)
  return new URLSearchParams(kept as [string, string][]).toString()
}

function authorizeUrl({ sim }: Scene, changes: Changes = {}): string {
  const params = {
    response_type: 'code',
    client_id: sim.login.id,
    redirect_uri: BACK,
    state: 'state-1',
    scope: 'openid',
    nonce: 'nonce-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  }
  return `${sim.url}/oauth2/v2.1/authorize?${changed(params, changes)}`
}

/** Somebody decides on the page; where the browser is sent. */
async function decide(scene: Scene, form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(authorizeUrl(scene), {
    method: 'POST',
    headers: { origin: scene.sim.url, ...headers },
    body: new URLSearchParams(form),
    redirect: 'manual',
  })
  return { status: answer.status, back: URL.parse(answer.headers.get('location') ?? '') }
}

async function codeFor(scene: Scene, userId: string): Promise<string> {
  const { back } = await decide(scene, { user_id: userId, decision: 'allow' })
  return back?.searchParams.get('code') ?? ''
}

async function token(scene: Scene, code: string, changes: Changes = {}) {
  const { id: client_id, secret: client_secret } = scene.sim.login
  const params = { grant_type: 'authorization_code', code, redirect_uri: BACK, client_id, client_secret }
  const answer = await fetch(`${scene.sim.url}/oauth2/v2.1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: changed({ ...params, code_verifier: VERIFIER }, changes),
  })
  return { status: answer.status, body: (await answer.json()) as Json }
}

async function verify(scene: Scene, form: Record<string, string>) {
  const answer = await fetch(`${scene.sim.url}/oauth2/v2.1/verify`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return { status: answer.status, body: (await answer.json()) as Json }
}

const part = (idToken: unknown, n: number) =>
  JSON.parse(Buffer.from(String(idToken).split('.')[n] ?? '', 'base64url').toString()) as Json

test('a person is picked and allows it: the code is changed for an ID token, signed with the channel secret', async () => {
  await using scene = await openLogin()
  const user = await scene.user('林怡君')
  const page = await fetch(authorizeUrl(scene))
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('林怡君')
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:3000;")
  const { status, back } = await decide(scene, { user_id: user, decision: 'allow' })
  expect([status, back?.origin, back?.pathname]).toEqual([
    303,
    'http://127.0.0.1:3000',
    new URL(BACK).pathname,
  ])
  expect(back?.searchParams.get('state')).toBe('state-1')
  const { body } = await token(scene, back?.searchParams.get('code') ?? '')
  expect(body).toMatchObject({ token_type: 'Bearer', scope: 'openid', expires_in: 2_592_000 })
  const [head, payload, signature] = String(body.id_token).split('.')
  const mac = createHmac('sha256', scene.sim.login.secret).update(`${head}.${payload}`).digest('base64url')
  expect(signature).toBe(mac)
  expect(part(body.id_token, 0)).toEqual({ typ: 'JWT', alg: 'HS256' })
  const iat = scene.clock.now / 1000
  expect(part(body.id_token, 1)).toEqual({
    iss: 'https://access.line.me',
    sub: user,
    aud: scene.sim.login.id,
    iat,
    exp: iat + 3600,
    nonce: 'nonce-1',
    amr: ['linesso'],
  })
})

test('the page speaks the language that was asked for, and says so when there are no phones', async () => {
  await using scene = await openLogin()
  const english = await (await fetch(authorizeUrl(scene, { ui_locales: 'en' }))).text()
  expect(english).toContain('There are no phones yet')
  const chinese = await (await fetch(authorizeUrl(scene, { ui_locales: 'zh-TW' }))).text()
  expect(chinese).toContain('還沒有手機')
})

test.each([
  ['another channel', { client_id: '1' }],
  ['an address that is not registered', { redirect_uri: 'https://evil.example/back' }],
  ['an address below a registered one', { redirect_uri: `${BACK}/more` }],
  ['no address', { redirect_uri: null }],
])('%s gets a page of LINE and is sent nowhere', async (_, changes: Changes) => {
  await using scene = await openLogin()
  await scene.user()
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(authorizeUrl(scene, changes), {
      method,
      redirect: 'manual',
      ...(method === 'POST' ? { headers: { origin: scene.sim.url }, body: 'decision=deny' } : {}),
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
  }
})

test.each([
  ['UNSUPPORTED_RESPONSE_TYPE', { response_type: 'token' }],
  ['INVALID_REQUEST', { state: null }],
  ['INVALID_SCOPE', { scope: 'email' }],
  ['INVALID_SCOPE', { scope: 'profile email' }],
  ['INVALID_REQUEST', { code_challenge_method: 'plain' }],
  ['INVALID_REQUEST', { code_challenge: 'short' }],
  ['INVALID_REQUEST', { code_challenge: null }],
])('a wrong request goes back with %s', async (error, changes: Changes) => {
  await using scene = await openLogin()
  const answer = await fetch(authorizeUrl(scene, changes), { redirect: 'manual' })
  expect(URL.parse(answer.headers.get('location') ?? '')?.searchParams.get('error')).toBe(error)
})

test('a query may be added to a registered address, and stays', async () => {
  await using scene = await openLogin()
  const user_id = await scene.user()
  const url = authorizeUrl(scene, { redirect_uri: `${BACK}?a=b` })
  const { body } = await scene.control<{ redirect: string }>('POST', '/login', { url, user_id })
  expect(body.redirect).toMatch(/\/back\?a=b&code=/)
})

test('whoever declines is sent back with ACCESS_DENIED and the state', async () => {
  await using scene = await openLogin()
  const user_id = await scene.user()
  const { back } = await decide(scene, { user_id, decision: 'deny' })
  expect(Object.fromEntries(back?.searchParams ?? [])).toEqual({
    error: 'ACCESS_DENIED',
    error_description: 'The resource owner denied the request.',
    state: 'state-1',
  })
})

test('a page elsewhere cannot decide, and nobody signs in as a person who is not there', async () => {
  await using scene = await openLogin()
  const user_id = await scene.user()
  expect((await decide(scene, { user_id }, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await decide(scene, { user_id }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await decide(scene, { user_id: `U${'0'.repeat(32)}` })).status).toBe(400)
})

test.each([
  ['another secret', 'invalid_client', { client_secret: 'x' }],
  ['another channel', 'invalid_client', { client_id: '1' }],
  ['another kind of grant', 'unsupported_grant_type', { grant_type: 'client_credentials' }],
  ['another address', 'invalid_grant', { redirect_uri: `${BACK}?x=y` }],
  ['another verifier', 'invalid_grant', { code_verifier: 'w'.repeat(43) }],
  ['no verifier', 'invalid_grant', { code_verifier: null }],
  ['a code that was never given', 'invalid_grant', { code: 'made-up' }],
])('a code with %s is refused: %s', async (_, error, changes: Changes) => {
  await using scene = await openLogin()
  const code = await codeFor(scene, await scene.user())
  expect(await token(scene, code, changes)).toMatchObject({ status: 400, body: { error } })
})

test('a code is good once, and for ten minutes', async () => {
  await using scene = await openLogin()
  const user = await scene.user()
  const code = await codeFor(scene, user)
  expect((await token(scene, code)).status).toBe(200)
  expect((await token(scene, code)).body.error).toBe('invalid_grant')
  const late = await codeFor(scene, user)
  scene.clock.now += 10 * 60_000
  expect((await token(scene, late)).body.error).toBe('invalid_grant')
})

test('verify tells the claims of a true ID token, and what is wrong with another', async () => {
  await using scene = await openLogin()
  const user = await scene.user()
  const id_token = String((await token(scene, await codeFor(scene, user))).body.id_token)
  const good = { id_token, client_id: scene.sim.login.id }
  expect(await verify(scene, { ...good, nonce: 'nonce-1', user_id: user })).toMatchObject({
    status: 200,
    body: { sub: user },
  })
  const problem = async (form: Record<string, string>) => (await verify(scene, form)).body.error_description
  expect(await problem({ ...good, client_id: '1' })).toBe('Invalid IdToken Audience.')
  expect(await problem({ ...good, nonce: 'other' })).toBe('Invalid IdToken Nonce.')
  expect(await problem({ ...good, user_id: 'U1' })).toBe('Invalid IdToken Subject Identifier.')
  expect(await problem({ ...good, id_token: `${id_token.slice(0, -2)}xx` })).toBe('Invalid IdToken.')
  scene.clock.now += 3_600_000
  expect(await problem(good)).toBe('IdToken expired.')
})

test('without a browser: /_sim/login allows or declines for somebody, and refuses what LINE would', async () => {
  await using scene = await openLogin()
  const user_id = await scene.user()
  const login = (body: object) => scene.control<{ redirect: string; error: string }>('POST', '/login', body)
  const allowed = await login({ url: authorizeUrl(scene), user_id })
  const code = new URL(allowed.body.redirect).searchParams.get('code') ?? ''
  expect((await token(scene, code)).status).toBe(200)
  const denied = await login({ url: authorizeUrl(scene), user_id, decision: 'deny' })
  expect(denied.body.redirect).toContain('error=ACCESS_DENIED')
  const foreign = await login({ url: authorizeUrl(scene, { client_id: '1' }), user_id })
  expect([foreign.status, foreign.body.error]).toEqual([400, expect.stringContaining('client_id')])
  expect((await login({ url: scene.sim.url, user_id })).status).toBe(400)
})

test('a planned ID token is forged once; the next one is true again, and a reset forgets plans', async () => {
  await using scene = await openLogin()
  const user = await scene.user()
  const next = async () => (await token(scene, await codeFor(scene, user))).body.id_token
  await scene.control('POST', '/id-tokens', { alg: 'none', claims: { aud: 'x', nonce: null } })
  await scene.control('POST', '/id-tokens', { alg: 'ES256' })
  const unsigned = await next()
  expect(part(unsigned, 0).alg).toBe('none')
  expect(part(unsigned, 1)).toMatchObject({ aud: 'x', sub: user })
  expect(part(unsigned, 1)).not.toHaveProperty('nonce')
  expect(Buffer.from(String(await next()).split('.')[2] ?? '', 'base64url')).toHaveLength(64)
  expect(part(await next(), 0).alg).toBe('HS256')
  await scene.control('POST', '/id-tokens', { alg: 'none' })
  await scene.control('POST', '/reset')
  expect((await scene.control('GET', '/id-tokens')).body).toEqual({ items: [] })
  expect((await scene.control('GET', '/settings')).body.login_callback_urls).toEqual([BACK])
})

test('callback addresses may be set later, and a journal from before there were any is read', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'simulator-')), 'state.jsonl')
  const old = {
    webhookUrl: null,
    quota: 7,
    replyTokenMs: 60_000,
    redelivery: null,
    clockOffsetMs: 0,
    epoch: 0,
  }
  await writeFile(file, `${JSON.stringify([['settings', 'settings', old]])}\n`)
  await using scene = await openScene({ stateFile: file })
  expect((await scene.control('GET', '/settings')).body).toMatchObject({ quota: 7, login_callback_urls: [] })
  expect((await fetch(authorizeUrl(scene))).status).toBe(400)
  await scene.control('PUT', '/settings', { login_callback_urls: [BACK] })
  expect((await fetch(authorizeUrl(scene))).status).toBe(200)
})

test.each([
  ['huge-after', 'application/json', 4 * 1024 * 1024],
  ['html-after', 'text/html', 20],
])('the fault %s answers 200 with what LINE would not say', async (kind, type, least) => {
  await using scene = await openLogin()
  await scene.control('POST', '/faults', { path: '/oauth2/v2.1/token', kind })
  const answer = await fetch(`${scene.sim.url}/oauth2/v2.1/token`, { method: 'POST' })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining(type)])
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(least)
})
