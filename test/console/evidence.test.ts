import { expect, test } from 'vitest'
import type { Member } from '../../src/db/generated/client.ts'
import { delegate, endDelegation } from '../../src/domain/delegations/delegate.ts'
import { disableMember } from '../../src/domain/members/disable.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { type Phone, type Received, visible } from '../support/phone.ts'

const HTML = '<script>alert(1)</script> <img src=x onerror=alert(2)> &amp; "quoted" </pre>'
const LONG = `first line\n${HTML}\n${'第二行 output 😀 '.repeat(400)}\nthe very last line`

async function openEvidence(over: Record<string, unknown> = {}, locale: 'zh-TW' | 'en' = 'zh-TW') {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis', locale)
  const owner = await bot.person('pls_owner', '林怡君', locale)
  await aProposal(bot, { raw_command_output: LONG, ...over })
  return { bot, louis, owner }
}

/** The card that has a link, and the link's path at the bot. */
async function theLink(bot: Bot, phone: Phone): Promise<{ card: Received; path: string }> {
  const card = (await phone.read()).find((it) => it.buttons.some((button) => button.uri))
  const uri = card?.buttons.find((it) => it.uri)?.uri ?? ''
  expect(uri.startsWith(`${bot.url}/evidence/`), uri).toBe(true)
  return { card: card as Received, path: uri.slice(bot.url.length) }
}

const page = async (bot: Bot, path: string) => {
  const { status, body, headers } = await bot.request('GET', path)
  return { status, html: String(body.text ?? JSON.stringify(body)), headers }
}

const decide = (bot: Bot, path: string, form: Record<string, string>) =>
  bot.request('POST', path, {
    raw: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

const policy = (bot: Bot) => bot.db.prisma.workerPolicyDecision.findFirstOrThrow()

/** What a reader sees: tags away, entities back. */
const asRead = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

test('output that does not fit on the card begins there, with a note and a link to all of it', async () => {
  const { bot, owner } = await openEvidence()
  const { card, path } = await theLink(bot, owner)
  expect(visible(card)).toContain('first line')
  expect(visible(card)).not.toContain('the very last line')
  expect(visible(card)).toContain('完整內容在下方連結的頁面')
  const { status, html } = await page(bot, path)
  expect(status).toBe(200)
  expect(asRead(html)).toContain(LONG)
})

test('HTML in output stays text on the page, and the page may run and load nothing foreign', async () => {
  const { bot, louis } = await openEvidence({ repair_action: '<b>bold</b><script>x</script>' })
  const { path } = await theLink(bot, louis)
  const { html, headers } = await page(bot, path)
  expect(html).not.toMatch(/<script|<img|<b>/)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})

test('looking at the page changes nothing, however often', async () => {
  const { bot, owner } = await openEvidence()
  const { path } = await theLink(bot, owner)
  const before = await bot.db.prisma.auditEntry.count()
  for (const method of ['GET', 'HEAD', 'GET']) expect((await bot.request(method, path)).status).toBe(200)
  expect((await policy(bot)).status).toBe('draft')
  expect(await bot.db.prisma.auditEntry.count()).toBe(before)
})

test('the page approves, as the person to whom its link was sent, and then shows what was decided', async () => {
  const { bot, owner } = await openEvidence()
  const { path } = await theLink(bot, owner)
  const answer = await decide(bot, path, { status: 'approved' })
  expect(answer.status, JSON.stringify(answer.body)).toBe(303)
  expect(await policy(bot)).toMatchObject({ status: 'approved', decidedBy: '林怡君', version: 2 })
  const { html } = await page(bot, path)
  expect(html).toContain('已批准')
  expect(html).not.toContain('<button')
  expect(await bot.db.prisma.auditEntry.count({ where: { verb: 'policy.approve' } })).toBe(1)
})

test('the page rejects with a reason, and not without one', async () => {
  const { bot, owner } = await openEvidence()
  const { path } = await theLink(bot, owner)
  for (const form of [
    { status: 'rejected' },
    { status: 'rejected', reason: ' ' },
    { status: 'retired' },
    {},
  ] as Record<string, string>[]) {
    const answer = await decide(bot, path, form)
    expect(answer.status, JSON.stringify([form, answer.body])).toBe(400)
    expect(String(answer.body.text)).toMatch(/role="alert">沒有(拒絕|做任何變更)。請/)
    expect((await policy(bot)).status).toBe('draft')
  }
  const kept = await decide(bot, path, { status: 'retired', reason: '先看原因 <b>' })
  expect(String(kept.body.text)).toContain('maxlength="2000">先看原因 &lt;b&gt;</textarea>')
  expect((await decide(bot, path, { status: 'rejected', reason: '先看\u0000原因 <b>' })).status).toBe(303)
  expect(await policy(bot)).toMatchObject({ status: 'rejected', reason: '先看原因 <b>' })
})

test('the others who hold the card are told of a decision on the page', async () => {
  const { bot, owner } = await openEvidence()
  const other = await bot.person('pls_owner', '張志明')
  await aProposal(bot, { phase: 'another', raw_command_output: LONG })
  const { path } = await theLink(bot, other)
  // Hers waits for its likes for a while, because she had one just before.
  bot.clock.advance({ minutes: 11 })
  expect((await owner.read()).length).toBeGreaterThan(0)
  await decide(bot, path, { status: 'approved' })
  expect((await owner.read()).map(visible)).toEqual([expect.stringMatching(/已批准[\s\S]*張志明/)])
})

test('a decision on a page that is out of date changes nothing', async () => {
  const { bot, owner } = await openEvidence()
  const { card, path } = await theLink(bot, owner)
  await owner.tap('拒絕', card.id)
  await owner.tap('風險太高')
  const answer = await decide(bot, path, { status: 'approved' })
  expect(answer.status).toBe(409)
  expect(String(answer.body.text)).toContain('這件事已經決定了')
  expect(String(answer.body.text)).toMatch(/由 林怡君 決定/)
  expect(await policy(bot)).toMatchObject({ status: 'rejected', version: 2 })
})

test('a link that is old, edited or of somebody disabled opens nothing and decides nothing', async () => {
  const { bot, owner } = await openEvidence()
  const { card, path } = await theLink(bot, owner)
  const approve = card.buttons.find((it) => it.label === '批准')?.data
  const [payload = '', mac] = path.slice('/evidence/'.length).split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('page', 'approve')
  const bad = [
    `/evidence/${Buffer.from(claims).toString('base64url')}.${mac}`,
    `/evidence/${payload}.${'A'.repeat(22)}`,
    `/evidence/${approve}`,
    `${path}x`,
    '/evidence/x',
    '/evidence/%00',
    '/evidence/%ff',
  ]
  const expectClosed = async (it: string, status: number, words: string) => {
    for (const answer of [await bot.request('GET', it), await decide(bot, it, { status: 'approved' })]) {
      expect(answer.status, `${it}: ${JSON.stringify(answer.body)}`).toBe(status)
      expect(answer.headers.get('content-type')).toContain('text/html')
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(String(answer.body.text)).toContain(words)
      expect(String(answer.body.text)).not.toContain('first line')
    }
  }
  for (const it of bad) await expectClosed(it, 404, '這個連結打不開')
  bot.clock.advance({ hours: 24, seconds: 1 })
  await expectClosed(path, 410, '輸入「待批」')
  bot.clock.advance({ hours: -24 })
  const { id } = await bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: owner.userId } })
  await disableMember(bot.ctx, id)
  await expectClosed(path, 403, '這個連結不能用了')
  expect((await policy(bot)).status).toBe('draft')
})

test('a high risk is shown on the page and decided in the chat, where two taps are asked for', async () => {
  const { bot, louis } = await openEvidence({ event_type: 'lease_risk', repair_action: 'release' })
  const { path } = await theLink(bot, louis)
  const { html } = await page(bot, path)
  expect(asRead(html)).toContain('the very last line')
  expect(html).not.toContain('<button')
  expect((await decide(bot, path, { status: 'approved' })).status).toBe(403)
  expect((await policy(bot)).status).toBe('draft')
})

test('an English member gets the page in English', async () => {
  const { bot, owner } = await openEvidence({ raw_command_output: 'x'.repeat(5_000) }, 'en')
  const { path } = await theLink(bot, owner)
  const { html } = await page(bot, path)
  expect(html).toContain('lang="en"')
  expect(asRead(html)).not.toMatch(/\p{Script=Han}/u)
  bot.clock.advance({ hours: 25 })
  const late = await page(bot, path)
  expect([late.status, asRead(late.html).includes('send "pending"')]).toEqual([410, true])
  expect(late.html).not.toMatch(/\p{Script=Han}/u)
})

test('a forged link is answered in the language of the browser, and what breaks on our side with an id', async () => {
  const { bot, owner } = await openEvidence()
  const ask = (path: string, language: string) =>
    bot.request('GET', path, { headers: { 'accept-language': language } })
  const forged = async (language: string) => String((await ask('/evidence/x', language)).body.text)
  expect(await forged('en-US,en;q=0.9')).toContain('This link does not work')
  expect(await forged('zh-TW,zh;q=0.9,en;q=0.8')).toContain('這個連結打不開')
  expect(await forged('fr')).toContain('這個連結打不開')
  expect((await bot.request('DELETE', '/evidence/x')).status).toBe(404)
  const { path } = await theLink(bot, owner)
  const long = await decide(bot, path, { status: 'rejected', reason: 'x'.repeat(1024 * 1024) })
  expect([long.status, long.headers.get('content-type')]).toEqual([413, 'text/html; charset=UTF-8'])
  expect(String(long.body.text)).toContain(String(long.headers.get('x-request-id')))
  const words = await decide(bot, path, { status: 'rejected', reason: 'x'.repeat(2_001) })
  expect([words.status, (await policy(bot)).status]).toEqual([400, 'draft'])
})

test('somebody who holds a card without the right to decide reads it and is not offered to', async () => {
  const { bot, owner } = await openEvidence()
  const deputy = await bot.person('pool_owner', '陳柏翰')
  const [from, to] = await Promise.all(
    [owner, deputy].map((it) => bot.db.prisma.member.findFirstOrThrow({ where: { lineUserId: it.userId } })),
  )
  const asOwner = { ...bot.ctx, actor: asActor(from as Member) }
  const until = new Date(bot.clock.now().getTime() + 60_000)
  await delegate(asOwner, { toId: to?.id ?? '', until, maxRisk: 'medium' })
  await deputy.send('待批')
  const { path } = await theLink(bot, deputy)
  expect((await page(bot, path)).html).toContain('<button')
  await endDelegation(asOwner)
  const { status, html } = await page(bot, path)
  expect([status, html.includes('<button'), html.includes('由 PLS owner 決定')]).toEqual([200, false, true])
  expect((await decide(bot, path, { status: 'approved' })).status).toBe(403)
  expect((await policy(bot)).status).toBe('draft')
})

test.each([
  ['characters of four bytes', '😀'],
  ['characters of three bytes', '錯'],
  ['control characters, which are written out with six', '\u001b'],
])('a proposal with every text as long as it may be still reaches its approver: %s', async (_, character) => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const fill = (length: number) => character.repeat(length / character.length)
  // No name holds a control character.
  const name = (length: number) => (character === '\u001b' ? '錯'.repeat(length) : fill(length))
  for (let n = 0; n < 20; n += 1) {
    const token = await bot.token('worker')
    const body = {
      job_id: '0190b1d0-0000-7000-8000-000000000001',
      worker_id: `${n < 10 ? 'w' : 'v'}${n}`.padEnd(4, 'x') + name(196),
      event_type: 'manual_blocker',
      phase: `p${'x'.repeat(3)}${name(96)}`,
      raw_command_output: `x${'y'.repeat(3)}${fill(1_900)}`,
      repair_action: `do ${'z'.repeat(5)}${fill(1_992)}`,
    }
    const { status, body: said } = await bot.request('POST', '/api/pls/worker-repair-events', { token, body })
    expect(status, JSON.stringify(said).slice(0, 300)).toBe(201)
  }
  await bot.runTasks()
  expect(
    (await louis.read()).filter((it) => it.buttons.some((button) => button.label === '批准')),
  ).toHaveLength(1)
  await louis.send('待批')
  const answers = await louis.read()
  const again = answers.find((it) => it.buttons.some((button) => button.label === '批准'))
  expect(again).toBeDefined()
  await louis.tap('批准')
  await louis.tap('確認批准')
  expect(visible((await louis.read()).at(-1))).toContain('已批准')
})
