import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { ATTEMPT, begin, decide, expectOutside, login, onTheWay, SESSION, START, sessions } from './login.ts'
import { visitor } from './visit.ts'

test('a member signs in with LINE, to the page that they first asked for, for eight hours', async () => {
  const bot = await startBot()
  const phone = await bot.person('pls_owner', '林怡君')
  const it = visitor(bot)
  const asked = await it.get('/console/audit?verb=x')
  expect(asked.status).toBe(401)
  expect(asked.html).toContain('href="/console/login/line"')
  const inside = await login(bot, it, phone)
  expect([inside.status, inside.location]).toEqual([303, '/console/audit?verb=x'])
  const cookie = inside.headers.getSetCookie().find((one) => one.startsWith(`${SESSION}=`)) ?? ''
  for (const part of [/HttpOnly/, /SameSite=Lax/, /Path=\//]) expect(cookie).toMatch(part)
  expect((await it.get('/console')).html).toContain('林怡君')
  const session = await bot.db.prisma.consoleSession.findFirstOrThrow()
  expect(session.expiresAt.getTime() - bot.clock.now().getTime()).toBe(8 * 60 * 60 * 1_000)
  const entry = await bot.db.prisma.auditEntry.findFirstOrThrow({ where: { verb: 'session.begin' } })
  expect([entry.actorName, entry.newState]).toEqual([
    '林怡君',
    { role: 'pls_owner', expiresAt: session.expiresAt.toISOString(), by: 'line_login' },
  ])
  expect(it.cookies.has(ATTEMPT)).toBe(false)
})

test('LINE is asked for the user id alone, with state, nonce and PKCE that no cookie holds', async () => {
  const bot = await startBot()
  const it = visitor(bot)
  const url = await begin(it)
  expect(`${url.origin}${url.pathname}`).toBe(`${bot.sim.url}/oauth2/v2.1/authorize`)
  const query = Object.fromEntries(url.searchParams)
  expect(query).toEqual({
    response_type: 'code',
    client_id: bot.sim.login.id,
    redirect_uri: `${bot.url}/console/login/line/back`,
    state: expect.stringMatching(/^[0-9a-f]{64}$/),
    scope: 'openid',
    nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
    ui_locales: 'zh-TW',
  })
  const cookie = it.cookies.get(ATTEMPT) ?? ''
  for (const secret of [query.state, query.nonce, query.code_challenge, bot.sim.login.secret])
    expect(cookie).not.toContain(secret)
  const again = await begin(it)
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(again.searchParams.get(name)).not.toBe(query[name])
})

test('over https the cookie of a sign in is sent over https alone, taken from us alone, and gone after ten minutes', async () => {
  const bot = await startBot()
  bot.late.publicUrl = 'https://console.example.com'
  const sent = await visitor(bot).get(`${START}?next=/console`)
  const cookie = sent.headers.getSetCookie().find((one) => one.includes(ATTEMPT)) ?? ''
  expect(cookie).toMatch(/^__Host-countersign_login=/)
  for (const part of [/; Secure/, /; HttpOnly/, /; SameSite=Lax/, /; Path=\/;/, /; Max-Age=600;/])
    expect(cookie).toMatch(part)
  expect(new URL(sent.location ?? '').searchParams.get('redirect_uri')).toBe(
    'https://console.example.com/console/login/line/back',
  )
})

test('whoever came by another name of ours begins anew under the one that LINE sends people back to', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const elsewhere = visitor({ url: bot.url.replace('127.0.0.1', 'localhost') })
  await elsewhere.get('/console/gates')
  const sent = await elsewhere.get(`${START}?auto=off`)
  expect(sent.location).toBe(`${bot.url}${START}?next=%2Fconsole%2Fgates&auto=off`)
  expect(elsewhere.cookies.has(ATTEMPT)).toBe(false)
  const here = visitor(bot)
  const url = await begin(here, sent.location?.replace(bot.url, ''))
  expect(url.searchParams.get('disable_auto_login')).toBe('true')
  expect((await here.get(await decide(bot, url, phone))).location).toBe('/console/gates')
})

const AWAY = [
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/api/pls/worker-policy',
  '/console/link/x',
  '/console/login/line',
]

test('whoever is to be led away from the console afterwards comes to the overview', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const it = visitor(bot)
  for (const away of AWAY) {
    const byLink = await begin(it, `${START}?next=${encodeURIComponent(away)}`)
    expect((await it.get(await decide(bot, byLink, phone))).location, away).toBe('/console')
    const byCookie = await begin(it)
    it.cookies.set('countersign_way_back', encodeURIComponent(away))
    expect((await it.get(await decide(bot, byCookie, phone))).location, away).toBe('/console')
  }
})

test('a session that somebody planted before does not become the one that is signed in', async () => {
  const bot = await startBot()
  const { it, back } = await onTheWay(bot)
  const planted = 'a'.repeat(43)
  it.cookies.set(SESSION, planted)
  expect((await it.get(back)).status).toBe(303)
  expect(it.cookies.get(SESSION)).not.toBe(planted)
  it.cookies.set(SESSION, planted)
  expect((await it.get('/console/audit')).status).toBe(401)
})

test('of two tabs the one that was begun last signs in; the other is told to try again, or is led in after it', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const it = visitor(bot)
  const first = await decide(bot, await begin(it), phone)
  const second = await decide(bot, await begin(it), phone)
  await expectOutside(bot, it, await it.get(first), 400, '請再登入一次')
  expect((await it.get(second)).status).toBe(303)
  const late = await it.get(first)
  expect([late.status, late.location]).toEqual([303, '/console'])
  expect(await sessions(bot)).toBe(1)
})

test('opening the way to LINE, by a person or a scanner, changes nothing here', async () => {
  const bot = await startBot()
  const before = await bot.db.prisma.auditEntry.count()
  for (const method of ['GET', 'HEAD', 'GET'])
    expect((await fetch(`${bot.url}${START}`, { method, redirect: 'manual' })).status).toBe(303)
  expect((await visitor(bot).post(START)).status).toBe(401)
  expect(await bot.db.prisma.auditEntry.count()).toBe(before)
})

test('without a Login channel there is no button, and nothing behind it', async () => {
  const bot = await startBot({ login: false })
  const it = visitor(bot)
  const page = await it.get('/console')
  expect(page.html).toContain('登入作戰台')
  expect(page.html).not.toContain('用 LINE 登入')
  for (const path of [START, `${START}/back?code=x&state=y`]) expect((await it.get(path)).status).toBe(404)
})
