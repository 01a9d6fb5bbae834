import { expect, test } from 'vitest'
import { resendDelivery } from '../../src/domain/deliveries/resend.ts'
import { disableMember } from '../../src/domain/members/disable.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { createConsoleLink } from '../../src/domain/sessions/link.ts'
import { CONSOLE_ROLES } from '../../src/domain/sessions/readers.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { callsOf, PUSH, planFault, REPLY } from '../support/line-calls.ts'
import { visible } from '../support/phone.ts'
import { linkFor, signedIn, visitor } from './visit.ts'

const sessions = (bot: Bot) => bot.db.prisma.consoleSession.findMany({ orderBy: { id: 'asc' } })
/** Every table that holds a text anywhere, the queue's too. */
async function placesOf(bot: Bot, text: string): Promise<string[]> {
  const { rows } = await bot.db.pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`,
  )
  expect(rows.length).toBeGreaterThan(20)
  const found: string[] = []
  for (const { name } of rows) {
    const sql = `select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`
    if ((await bot.db.pool.query(sql, [text])).rowCount) found.push(name)
  }
  return found
}

const memberNamed = (bot: Bot, name: string) => bot.db.prisma.member.findFirstOrThrow({ where: { name } })

test('the bot gives a link that signs in by a button, for eight hours, and says so in the audit log', async () => {
  const bot = await startBot()
  const it = visitor(bot)
  const path = await linkFor(await bot.person('pls_owner', '林怡君'))
  const opened = await it.get(path)
  expect(opened.status).toBe(200)
  expect(opened.html).toContain('登入')
  expect(await sessions(bot)).toEqual([])
  const pressed = await it.post(path)
  expect([pressed.status, pressed.location]).toEqual([303, '/console'])
  const cookie = pressed.headers.getSetCookie().find((one) => one.startsWith('countersign_session=')) ?? ''
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Lax/)
  expect(cookie).toMatch(/Path=\//)
  expect(cookie).not.toMatch(/Secure/)
  const home = await it.get('/console')
  expect(home.html).toContain('林怡君')
  const [session] = await sessions(bot)
  expect((session?.expiresAt.getTime() ?? 0) - bot.clock.now().getTime()).toBe(8 * 60 * 60 * 1_000)
  const entries = await bot.db.prisma.auditEntry.findMany({
    where: { verb: { startsWith: 'session.' } },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((one) => [one.verb, one.actorName])).toEqual([
    ['session.link', '林怡君'],
    ['session.begin', '林怡君'],
  ])
})

test('over https the cookie is sent over https alone, and taken from us alone', async () => {
  const bot = await startBot()
  const path = await linkFor(await bot.person('louis', 'Louis'))
  bot.late.publicUrl = 'https://console.example.com'
  const pressed = await visitor(bot).post(path, {}, { origin: 'https://console.example.com' })
  const cookie = pressed.headers.getSetCookie().find((one) => one.includes('countersign_session')) ?? ''
  expect(cookie).toMatch(/^__Host-countersign_session=/)
  expect(cookie).toMatch(/Secure/)
})

test('neither a link nor a cookie is kept as it is: the tables hold hashes', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const path = await linkFor(phone)
  const it = visitor(bot)
  await it.post(path)
  const secrets = [path.split('/').at(-1) ?? '', it.cookies.get('countersign_session') ?? '']
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(40)
    expect(await placesOf(bot, secret)).toEqual([])
  }
})

test('a link that LINE did not take at once is sent again with the same bytes, and is forgotten when it is sent or dead', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  await planFault(bot, REPLY, '500-before')
  await phone.sim('text', { text: '作戰台' })
  await bot.runTasks()
  const kept = await bot.db.prisma.delivery.findFirstOrThrow({ where: { template: 'console-link' } })
  const token = /console\/link\/([\w-]{40,})/.exec(kept.body ?? '')?.[1] ?? ''
  expect([kept.status, await placesOf(bot, token)]).toEqual(['pending', ['public.deliveries']])
  bot.clock.advance({ seconds: 10 })
  await bot.runTasks()
  const tries = (await callsOf(bot, REPLY)).slice(-2)
  expect(tries.map((it) => it.status)).toEqual([500, 200])
  expect(tries[0]?.messages).toEqual(tries[1]?.messages)
  expect((await phone.read()).at(-1)?.text).toContain(token)
  expect(await placesOf(bot, token)).toEqual([])
  expect((await visitor(bot).post(`/console/link/${token}`)).status).toBe(303)

  for (const path of [REPLY, PUSH]) await planFault(bot, path, '500-before', { times: 100 })
  await phone.send('作戰台')
  bot.clock.advance({ hours: 24, minutes: 1 })
  await bot.runTasks()
  const dead = await bot.db.prisma.delivery.findFirstOrThrow({
    where: { template: 'console-link', id: { not: kept.id } },
  })
  expect(dead).toMatchObject({ status: 'dead', body: null, data: [] })
  const louis = await memberNamed(bot, 'Louis')
  const again = resendDelivery({ ...bot.ctx, actor: asActor(louis) }, dead.id)
  await expect(again).rejects.toMatchObject({ code: 'already-decided' })
})

test('previews and scanners that open a link, again and again, by GET or HEAD, do not use it up', async () => {
  const bot = await startBot()
  const path = await linkFor(await bot.person('louis', 'Louis'))
  for (const method of ['GET', 'HEAD', 'GET']) {
    const seen = await fetch(`${bot.url}${path}`, { method })
    expect(seen.status).toBe(200)
    expect(seen.headers.getSetCookie()).toEqual([])
  }
  expect((await visitor(bot).post(path)).status).toBe(303)
})

test('a link works once: a replay gets a page that says how to get another, and no session', async () => {
  const bot = await startBot()
  const path = await linkFor(await bot.person('louis', 'Louis'))
  expect((await visitor(bot).post(path)).status).toBe(303)
  const thief = visitor(bot)
  const again = await thief.post(path)
  expect(again.status).toBe(410)
  expect(again.html).toContain('作戰台')
  expect(thief.cookies.size).toBe(0)
  expect(await sessions(bot)).toHaveLength(1)
})

test('whoever is signed in already may sign in again by a new link, but not from another site', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const inside = await signedIn(bot, phone)
  const path = await linkFor(phone)
  expect((await inside.post(path, { _csrf: '' })).status).toBe(403)
  await inside.get(path)
  expect((await inside.post(path)).status).toBe(303)
  expect(await sessions(bot)).toHaveLength(2)
})

test('of twenty presses at once one signs in', async () => {
  const bot = await startBot()
  const path = await linkFor(await bot.person('louis', 'Louis'))
  const answers = await Promise.all(Array.from({ length: 20 }, () => visitor(bot).post(path)))
  expect(answers.filter((it) => it.status === 303)).toHaveLength(1)
  expect(await sessions(bot)).toHaveLength(1)
})

test('a link ends after ten minutes, and with the next one', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const late = await linkFor(phone)
  bot.clock.advance({ minutes: 10 })
  expect((await visitor(bot).post(late)).status).toBe(410)
  const replaced = await linkFor(phone)
  const newest = await linkFor(phone)
  expect((await visitor(bot).post(replaced)).status).toBe(410)
  expect((await visitor(bot).post(newest)).status).toBe(303)
})

test('the link of somebody who was disabled since is worth nothing, and their session ends at once', async () => {
  const bot = await startBot()
  const phone = await bot.person('pls_owner', '林怡君')
  const inside = await signedIn(bot, phone)
  const link = await linkFor(phone)
  await disableMember(bot.ctx, (await memberNamed(bot, '林怡君')).id)
  expect((await visitor(bot).post(link)).status).toBe(410)
  expect((await inside.get('/console/audit')).status).toBe(401)
  expect((await inside.get('/console')).html).not.toContain('林怡君')
  expect((await sessions(bot)).map((it) => it.endedAt !== null)).toEqual([true])
})

test('a session ends for good when the role changes, also when it changes back', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  const owner = await connect(bot.database.ownerUrl)
  await owner.query("update members set role = 'pls_owner' where name = '陳柏翰'")
  expect((await inside.get('/console/audit')).status).toBe(401)
  await owner.query("update members set role = 'pool_owner' where name = '陳柏翰'")
  expect((await inside.get('/console/audit')).status).toBe(401)
})

test('a session ends after eight hours, and with signing out', async () => {
  const bot = await startBot()
  const phone = await bot.person('louis', 'Louis')
  const first = await signedIn(bot, phone)
  bot.clock.advance({ hours: 8 })
  expect((await first.get('/console/audit')).status).toBe(401)
  const second = await signedIn(bot, phone)
  const cookie = second.cookies.get('countersign_session') ?? ''
  expect((await second.post('/console/sign-out')).html).toContain('您已經登出')
  expect(second.cookies.has('countersign_session')).toBe(false)
  second.cookies.set('countersign_session', cookie)
  expect((await second.get('/console/audit')).status).toBe(401)
})

test('nobody but owners is given a link: a worker is told so, a group is sent to the one-to-one chat', async () => {
  const bot = await startBot()
  const worker = await bot.person('worker', '王小明', 'en')
  await worker.send('console')
  expect(visible((await worker.read()).at(-1))).toContain('worker')
  const { id, name, role, pool } = await memberNamed(bot, '王小明')
  const actor = { kind: 'member', id, name, role, pool } as const
  await expect(createConsoleLink({ ...bot.ctx, actor })).rejects.toMatchObject({ code: 'wrong-role' })
  expect(CONSOLE_ROLES).toEqual(['pool_owner', 'pls_owner', 'louis'])
  const owner = await bot.person('pls_owner', '林怡君')
  const group = { group_id: `C${'a'.repeat(32)}`, name: '值班', members: [owner.userId] }
  await bot.request('POST', '/_sim/groups', { at: bot.sim.url, body: group })
  await owner.sim('text', { text: '作戰台', group_id: group.group_id })
  await bot.runTasks()
  const { body } = await bot.request('GET', '/_sim/calls', { at: bot.sim.url })
  expect(JSON.stringify(body)).toContain('登入連結只在一對一聊天裡給')
  expect((await owner.read()).map((it) => it.text).join()).not.toContain('/console/link/')
  expect(await bot.db.prisma.consoleLink.count()).toBe(0)
})

test('a cookie of somebody else’s making opens nothing', async () => {
  const bot = await startBot()
  const it = visitor(bot)
  for (const value of ['x', 'a'.repeat(43), '%00', "' or 1=1 --"]) {
    it.cookies.set('countersign_session', encodeURIComponent(value))
    expect((await it.get('/console/audit')).status).toBe(401)
  }
})
