import { expect, test } from 'vitest'
import { safePath } from '../../src/console/session/safe-path.ts'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { linkFor, signedIn, visitor } from './visit.ts'

async function aDraft() {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { proposal } = await aProposal(bot)
  const inside = await signedIn(bot, owner)
  const status = async () =>
    (await bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { id: proposal.id } })).status
  return { bot, owner, inside, status, path: `/console/proposals/${proposal.id}` }
}

const APPROVE = { version: '1' }

test.each([
  ['of another site', { origin: 'https://evil.example' }],
  ['of a page without an origin', { origin: 'null' }],
  ['of our name on another port', { origin: 'http://127.0.0.1:1' }],
  ['of a host that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
  ['that is JSON', { 'content-type': 'application/json' }],
  ['that is plain text', { 'content-type': 'text/plain' }],
])('a form %s changes nothing', async (_, headers) => {
  const { inside, path, status } = await aDraft()
  const refused = await inside.post(`${path}/approve`, APPROVE, headers)
  expect([403, 415]).toContain(refused.status)
  expect(await status()).toBe('draft')
})

test('a form without its token, or with that of another session, changes nothing', async () => {
  const { bot, owner, inside, path, status } = await aDraft()
  const other = await signedIn(bot, owner)
  const foreign = /name="_csrf" value="([^"]+)"/.exec((await other.get('/console')).html)?.[1] ?? ''
  for (const _csrf of ['', 'x', foreign, 'é'.repeat(foreign.length)]) {
    const refused = await inside.post(`${path}/approve`, { ...APPROVE, _csrf })
    expect(refused.status, _csrf).toBe(403)
    expect(refused.html).toContain('不是從這裡的頁面送出的')
  }
  expect(await status()).toBe('draft')
  expect((await inside.post(`${path}/approve`, APPROVE)).status).toBe(303)
  expect(await status()).toBe('approved')
})

test('no page changes anything by being opened', async () => {
  const { bot, inside, path, status } = await aDraft()
  const before = await bot.db.prisma.auditEntry.count()
  for (const verb of ['approve', 'reject', 'retire', 'confirm']) {
    expect((await inside.get(`${path}/${verb}?version=1&reason=x`)).status).toBe(404)
  }
  const { id } = await bot.db.prisma.member.findFirstOrThrow()
  const settings = ['halt', 'resume', 'invites', 'delegation', 'delegation/end', `members/${id}/disable`]
  for (const it of [...settings.map((name) => `/settings/${name}`), '/sign-out', '/language'])
    await inside.get(`/console${it}`)
  expect(await status()).toBe('draft')
  expect(await bot.db.prisma.auditEntry.count()).toBe(before)
})

test('a form of somebody whose link another person holds signs nobody in from another site', async () => {
  const bot = await startBot()
  const path = await linkFor(await bot.person('louis', 'Louis'))
  const victim = visitor(bot)
  expect((await victim.post(path, {}, { origin: 'https://evil.example' })).status).toBe(403)
  expect(victim.cookies.size).toBe(0)
  expect((await victim.post(path)).status).toBe(303)
})

const AWAY = [
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/console\\..\\..//evil.example',
  'javascript:alert(1)',
  '/console/..//evil.example',
  '/console/%2e%2e//evil.example',
  '/\t/evil.example',
  ' https://evil.example',
  '/consolex',
  '/api/pls/worker-policy',
  '/console/link/abc',
]

test.each(AWAY)('%j leads no further than the overview', async (given) => {
  expect(safePath(given)).toBe('/console')
  const bot = await startBot()
  const answer = await visitor(bot).post('/console/language', { language: 'en', next: given })
  expect([answer.status, answer.location]).toEqual([303, '/console'])
})

test('whoever was asked to sign in comes back to the page that they wanted, and to no other site', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const it = visitor(bot)
  const asked = await it.get('/console/events?type=fetch_failed')
  expect(asked.status).toBe(401)
  expect(asked.html).toContain('登入作戰台')
  expect((await it.post(await linkFor(phone))).location).toBe('/console/events?type=fetch_failed')
  const tricked = visitor(bot)
  tricked.cookies.set('countersign_way_back', encodeURIComponent('https://evil.example/'))
  expect((await tricked.post(await linkFor(phone))).location).toBe('/console')
})

test('the language is chosen once and kept, also before signing in', async () => {
  const bot = await startBot()
  const it = visitor(bot)
  expect((await it.get('/console')).html).toContain('登入作戰台')
  await it.post('/console/language', { language: 'en', next: '/console' })
  expect((await it.get('/console')).html).toContain('Sign in to the ops console')
  await it.post('/console/language', { language: 'xx', next: '/console' })
  expect((await it.get('/console')).html).toContain('Sign in to the ops console')
})

test('a form that is too long is refused', async () => {
  const { inside, path } = await aDraft()
  const refused = await inside.post(`${path}/reject`, { version: '1', reason: 'x'.repeat(1024 * 1024) })
  expect(refused.status).toBe(413)
})
