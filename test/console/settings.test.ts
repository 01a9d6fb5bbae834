import { expect, test } from 'vitest'
import { createInvite } from '../../src/domain/members/invite.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'
import { signedIn } from './visit.ts'

const memberNamed = (bot: Bot, name: string) => bot.db.prisma.member.findFirstOrThrow({ where: { name } })
const delegationsOf = (bot: Bot) => bot.db.prisma.delegation.findMany({ orderBy: { createdAt: 'asc' } })

async function people() {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const pool = await bot.person('pool_owner', '陳柏翰')
  const worker = await bot.person('worker', '王小明')
  const inDays = (days: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' }).format(
      bot.clock.now().getTime() + days * 86_400_000,
    )
  return { bot, louis, owner, pool, worker, inDays }
}

test('a PLS owner names a deputy in the console, who is told in LINE, decides for her there, until she takes it back', async () => {
  const { bot, owner, pool, inDays } = await people()
  const inside = await signedIn(bot, owner)
  const deputy = await signedIn(bot, pool)
  const page = (await inside.get('/console/settings')).html
  expect(page).toContain(`type="date" name="day" required min="${inDays(0)}" max="${inDays(59)}"`)
  expect(page).not.toContain('value="high"')
  expect(page).not.toContain('王小明・')
  const to = (await memberNamed(bot, '陳柏翰')).id
  const given = await inside.post('/console/settings/delegation', { to, risk: 'medium', day: inDays(3) })
  expect([given.status, given.location]).toEqual([303, '/console/settings?done=delegated'])
  const after = (await inside.get(given.location ?? '')).html
  expect(after).toContain('已經設定代理，也通知了代理人。')
  expect(after).toMatch(/您目前由 陳柏翰 代理到 .*（中風險以下）/)
  expect(await delegationsOf(bot)).toMatchObject([{ toId: to, maxRisk: 'medium', endedAt: null }])
  expect((await pool.read()).map(visible).join('\n')).toContain('林怡君 請您代為決定中風險以下的事項')

  const { proposal } = await aProposal(bot)
  const overview = (await deputy.get('/console')).html
  expect(overview).toMatch(/<dt>等我<\/dt><dd>1<\/dd>/)
  expect(overview).toContain('包括您代理 林怡君 的事項')
  await deputy.get(`/console/proposals/${proposal.id}`)
  expect((await deputy.post(`/console/proposals/${proposal.id}/approve`, { version: '1' })).status).toBe(303)
  expect(
    await bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { id: proposal.id } }),
  ).toMatchObject({ status: 'approved', decidedBy: '陳柏翰 for 林怡君', decidedByRole: 'pls_owner' })

  expect((await inside.post('/console/settings/delegation/end')).location).toContain('delegation_ended')
  const none = await inside.post('/console/settings/delegation/end')
  expect([none.status, none.html.includes('目前沒有人代理您')]).toEqual([404, true])
  expect((await deputy.get('/console')).html).not.toContain('等我')
  const entries = await bot.db.prisma.auditEntry.findMany({
    where: { verb: { startsWith: 'delegation.' } },
    orderBy: { seq: 'asc' },
  })
  expect(entries.map((it) => [it.verb, it.actorName])).toEqual([
    ['delegation.begin', '林怡君'],
    ['delegation.end', '林怡君'],
  ])
})

test('a delegation that cannot be is refused where its form stands, with what was chosen still in it', async () => {
  const { bot, louis, owner, pool, worker, inDays } = await people()
  const inside = await signedIn(bot, owner)
  const to = (await memberNamed(bot, '陳柏翰')).id
  const self = (await memberNamed(bot, '林怡君')).id
  const notADeputy = (await memberNamed(bot, '王小明')).id
  const cases = [
    [{ to, risk: 'low', day: '' }, 400, '今天起 60 天以內'],
    [{ to, risk: 'low', day: inDays(-1) }, 400, '今天起 60 天以內'],
    [{ to, risk: 'low', day: inDays(61) }, 400, '今天起 60 天以內'],
    [{ to, risk: 'low', day: '2027-02-31' }, 400, '今天起 60 天以內'],
    [{ to, risk: 'low', day: 'tomorrow' }, 400, '今天起 60 天以內'],
    [{ to: '', risk: 'low', day: inDays(3) }, 400, '請選一個人'],
    [{ to, risk: 'any', day: inDays(3) }, 400, '請選一個人'],
    [{ to, risk: 'high', day: inDays(3) }, 403, '高風險只有 Louis'],
    [{ to: self, risk: 'low', day: inDays(3) }, 404, '這個人現在不能代理'],
    [{ to: notADeputy, risk: 'low', day: inDays(3) }, 404, '這個人現在不能代理'],
  ] as const
  for (const [form, status, words] of cases) {
    const refused = await inside.post('/console/settings/delegation', form)
    expect([refused.status, refused.html.includes(words)], JSON.stringify(form)).toEqual([status, true])
    expect(refused.html).toContain(`value="${form.day}"`)
    if (form.to === to) expect(refused.html).toContain(`value="${to}" selected`)
  }
  expect(await delegationsOf(bot)).toEqual([])
  const high = { to, risk: 'high', day: inDays(3) }
  const poolInside = await signedIn(bot, pool)
  expect((await poolInside.get('/console/settings')).html).not.toContain('/console/settings/delegation')
  for (const path of ['delegation', 'delegation/end']) {
    expect((await poolInside.post(`/console/settings/${path}`, high)).status, path).toBe(403)
    expect((await inside.post(`/console/settings/${path}`, { ...high, _csrf: 'x' })).status, path).toBe(403)
    const foreign = await inside.post(`/console/settings/${path}`, high, { origin: 'https://evil.example' })
    expect(foreign.status, path).toBe(403)
  }
  expect(await delegationsOf(bot)).toEqual([])
  expect((await (await signedIn(bot, louis)).post('/console/settings/delegation', high)).location).toContain(
    'done=delegated',
  )
  expect(await worker.read()).toEqual([])
})

test('disabling somebody takes a page that says what it means, and a button; they are out at once', async () => {
  const { bot, louis, owner } = await people()
  const inside = await signedIn(bot, louis)
  const other = await signedIn(bot, owner)
  const { id } = await memberNamed(bot, '林怡君')
  const page = (await inside.get('/console/settings')).html
  expect(page).toContain(`/console/settings/members/${id}/disable`)
  const asked = await inside.get(`/console/settings/members/${id}/disable`)
  expect(asked.html).toContain('要停用 林怡君 嗎？')
  expect(asked.html).toContain('作戰台的登入立即失效')
  expect((await memberNamed(bot, '林怡君')).disabledAt).toBeNull()
  const path = `/console/settings/members/${id}/disable`
  expect((await inside.post(path, { _csrf: 'x' })).status).toBe(403)
  expect((await inside.post(path, {}, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await other.get('/console')).status).toBe(200)
  expect((await inside.post(path)).location).toBe('/console/settings?done=disabled')
  expect((await inside.get('/console/settings?done=disabled')).html).toContain('已經停用，立即生效。')
  expect((await other.get('/console/settings')).status).toBe(401)
  for (const again of [await inside.get(path), await inside.post(path)]) expect(again.status).toBe(404)
  const entries = await bot.db.prisma.auditEntry.findMany({ where: { verb: 'member.disable' } })
  expect(entries).toMatchObject([
    { actorName: 'Louis', subject: `member:${id}`, newState: { name: '林怡君', disabled: true } },
  ])
})

test('a PLS owner disables workers and pool owners, and neither Louis nor herself; a pool owner nobody', async () => {
  const { bot, owner, pool } = await people()
  const inside = await signedIn(bot, owner)
  const poolInside = await signedIn(bot, pool)
  const page = (await inside.get('/console/settings')).html
  const poolPage = (await poolInside.get('/console/settings')).html
  for (const [name, status] of [
    ['Louis', 403],
    ['林怡君', 403],
    ['王小明', 303],
    ['陳柏翰', 303],
  ] as const) {
    const { id } = await memberNamed(bot, name)
    const path = `/console/settings/members/${id}/disable`
    expect(page.includes(path), name).toBe(status === 303)
    expect(poolPage).not.toContain(path)
    expect((await poolInside.get(path)).status, name).toBe(403)
    expect((await poolInside.post(path)).status, name).toBe(403)
    expect((await inside.get(path)).status, name).toBe(status === 303 ? 200 : 403)
    if (name !== '陳柏翰') expect((await inside.post(path)).status, name).toBe(status)
  }
  expect(await bot.db.prisma.member.count({ where: { disabledAt: { not: null } } })).toBe(1)
  expect((await inside.get('/console/settings/members/x/disable')).status).toBe(404)
})

test('an invite and a halt that lack something are refused where they stand, with what was typed', async () => {
  const { bot, louis } = await people()
  const inside = await signedIn(bot, louis)
  const typed = { name: '  ', role: 'pls_owner', locale: 'en', pool: 'night' }
  const refused = await inside.post('/console/settings/invites', typed)
  expect(refused.status).toBe(400)
  expect(refused.html).toContain('沒有產生邀請碼')
  expect(refused.html).toMatch(/value="night"/)
  expect(refused.html).toMatch(/value="pls_owner" selected/)
  const halt = await inside.post('/console/settings/halt', { reason: ' ' })
  expect([halt.status, halt.html.includes('請先寫下停止的原因')]).toEqual([400, true])
  expect(await bot.db.prisma.halt.count()).toBe(0)
  expect(await bot.db.prisma.invite.count({ where: { usedAt: null } })).toBe(0)
})

test('an invite that went to the wrong person is withdrawn, and its code binds nobody; a PLS owner leaves Louis’s alone', async () => {
  const { bot, louis, owner, pool } = await people()
  const inside = await signedIn(bot, owner)
  const made = (it: Parameters<typeof createInvite>[1]) => createInvite(bot.ctx, it)
  const wrong = await made({ role: 'worker', name: '寄錯的人', locale: 'zh-TW' })
  const louises = await made({ role: 'louis', name: '另一位 Louis', locale: 'zh-TW' })
  const path = (id: string) => `/console/settings/invites/${id}/withdraw`

  const page = (await inside.get('/console/settings')).html
  expect([page.includes(path(wrong.id)), page.includes(path(louises.id))]).toEqual([true, false])
  const poolInside = await signedIn(bot, pool)
  expect((await poolInside.get('/console/settings')).html).not.toContain('/withdraw')
  expect((await poolInside.post(path(wrong.id))).status).toBe(403)
  expect((await inside.post(path(louises.id))).status).toBe(403)
  expect((await inside.post(path(wrong.id), { _csrf: 'x' })).status).toBe(403)
  expect((await inside.post(path('nothing'))).status).toBe(404)

  const done = await inside.post(path(wrong.id))
  expect([done.status, done.location]).toEqual([303, '/console/settings?done=invite_withdrawn'])
  const after = (await inside.get(done.location ?? '')).html
  expect([after.includes('邀請已經撤回'), after.includes('寄錯的人')]).toEqual([true, false])
  expect((await inside.post(path(wrong.id))).status).toBe(404)
  const stranger = await bot.stranger()
  await stranger.send(`綁定 ${wrong.code}`)
  expect((await stranger.read()).map(visible).join('\n')).not.toContain('寄錯的人')
  expect(await bot.db.prisma.member.count({ where: { name: '寄錯的人' } })).toBe(0)
  expect((await (await signedIn(bot, louis)).post(path(louises.id))).status).toBe(303)
  const entries = await bot.db.prisma.auditEntry.findMany({ where: { verb: 'invite.withdraw' } })
  expect(entries.map((it) => [it.actorName, it.subject])).toEqual([
    ['林怡君', `invite:${wrong.id}`],
    ['Louis', `invite:${louises.id}`],
  ])
})

test('the members of a large pool come a page at a time', async () => {
  const { bot, owner } = await people()
  const inside = await signedIn(bot, owner)
  const names = Array.from({ length: 30 }, (_, i) => `Worker ${String(i).padStart(2, '0')}`)
  await bot.db.prisma.member.createMany({
    data: names.map((name) => ({
      id: bot.ctx.ids.uuid(),
      name,
      role: 'worker' as const,
      locale: 'en' as const,
      createdAt: bot.clock.now(),
    })),
  })
  const first = (await inside.get('/console/settings')).html
  const next = /rel="next" href="([^"]+)"/.exec(first)?.[1] ?? ''
  const second = (await inside.get(next)).html
  const shown = [first, second].map((html) => names.filter((it) => html.includes(it)))
  expect(shown.map((it) => it.length)).toEqual([21, 9])
  expect(shown.flat()).toEqual(names)
  expect(second).not.toContain('rel="next"')
})
