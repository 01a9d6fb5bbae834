import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startRound } from '../../src/domain/rounds/rounds.ts'
import { startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { aBusyBot, type Scene } from './scene.ts'
import { signedIn, visitor } from './visit.ts'

/** Every page that there is, with something on it. */
async function everyPage({ bot, jobs }: Pick<Scene, 'bot' | 'jobs'>): Promise<string[]> {
  const event = await bot.db.prisma.workerRepairEvent.findFirstOrThrow()
  const decisions = await bot.db.prisma.workerPolicyDecision.findMany({ select: { id: true } })
  return [
    '/console',
    '/console/matrix',
    '/console/matrix/action%3Aextend_lease',
    '/console/matrix/action%3Arelease',
    '/console/matrix/action%3Atouch',
    '/console/proposals',
    ...['draft', 'approved', 'rejected', 'retired'].map((it) => `/console/proposals?status=${it}`),
    ...decisions.map((it) => `/console/proposals/${it.id}`),
    '/console/events',
    '/console/events?type=fetch_failed&worker=codex-01&phase=download',
    `/console/events/${event.id}`,
    '/console/jobs',
    '/console/jobs?status=claimed',
    ...jobs.map((it) => `/console/jobs/${it}`),
    '/console/gates',
    '/console/gates?result=fail',
    '/console/learning',
    '/console/learning?topic=fetch_failed',
    '/console/audit',
    '/console/audit?q=Louis',
    '/console/line',
    '/console/line?status=dead',
    '/console/settings',
  ]
}

test('every page opens for every owner, in both languages, and for nobody who is not signed in', async () => {
  const scene = await aBusyBot()
  const { bot, louis, owner, pool } = scene
  const pages = await everyPage(scene)
  const outside = visitor(bot)
  for (const path of pages.slice(1)) {
    const shown = await outside.get(path)
    expect(shown.status, path).toBe(401)
    expect(shown.html).toContain('登入作戰台')
  }
  expect((await outside.get('/console')).status).toBe(200)
  for (const [phone, name] of [
    [louis, 'Louis'],
    [owner, '林怡君'],
    [pool, '陳柏翰'],
  ] as const) {
    const inside = await signedIn(bot, phone)
    for (const language of ['zh-TW', 'en']) {
      await inside.post('/console/language', { language, next: '/console' })
      for (const path of pages) {
        const shown = await inside.get(path)
        // An action that was asked for is a decision by now; its row leads there.
        if (shown.status === 302) continue
        expect(shown.status, `${path} ${name}\n${shown.html}`).toBe(200)
        expect(shown.html).toContain(name)
        expect(shown.html).not.toMatch(/undefined|\[object |NaN|console\.\w+\.\w+|\{\{/)
        expect(shown.headers.get('content-security-policy')).not.toContain('unsafe')
        expect(shown.headers.get('cache-control')).toBe('no-store')
        expect(shown.html).not.toMatch(/ style="| on\w+="|<style|<script(?! type="module" src="\/console)/)
      }
    }
  }
})

test('who may do what is what the pages offer', async () => {
  const scene = await aBusyBot()
  const { bot, louis, owner, pool } = scene
  const [l, o, p] = [await signedIn(bot, louis), await signedIn(bot, owner), await signedIn(bot, pool)]
  const settings = [
    await l.get('/console/settings'),
    await o.get('/console/settings'),
    await p.get('/console/settings'),
  ]
  expect(settings.map((it) => it.html.includes('/console/settings/halt'))).toEqual([true, false, false])
  expect(settings.map((it) => it.html.includes('/console/settings/invites'))).toEqual([true, true, false])
  const line = [await l.get('/console/line'), await o.get('/console/line'), await p.get('/console/line')]
  expect(line.map((it) => it.html.includes('/resend'))).toEqual([true, true, false])
  const draft = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { status: 'draft', riskLevel: 'medium', policyKey: { startsWith: 'repair:' } },
  })
  const at = `/console/proposals/${draft.id}`
  const proposal = [await l.get(at), await o.get(at), await p.get(at)]
  expect(proposal.map((it) => it.html.includes('/approve'))).toEqual([true, true, false])
})

test('what is not there is a page that says so, whatever is asked for', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('louis', 'Louis'))
  const missing = [
    'nothing',
    'proposals/x',
    `proposals/${randomUUID()}`,
    'events/x',
    `events/${randomUUID()}`,
    'jobs/x',
    'matrix/none',
    'assets/nothing.css',
    'assets/..%2f..%2fapp.ts',
    'assets/console.ts',
  ]
  for (const it of missing) expect((await inside.get(`/console/${it}`)).status, it).toBe(404)
  const odd = [
    'events?type=x&after=y',
    'audit?after=x&q=%00%25_',
    'proposals?status=x',
    'matrix?after=x',
    `learning?topic=${'x'.repeat(500)}`,
    'events?job=x',
    'line?status=%FF',
  ]
  for (const it of odd) expect((await inside.get(`/console/${it}`)).status, it).toBe(200)
})

test('before anything has happened every page says so calmly', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('louis', 'Louis'))
  const says: [string, string][] = [
    ['', '目前沒有進行中的一輪'],
    ['/proposals', '這裡沒有提案'],
    ['/events', '沒有符合的事件'],
    ['/jobs', '沒有工作'],
    ['/gates', '沒有關卡檢查'],
    ['/learning', '還沒有教訓'],
    ['/audit?q=nothing-at-all', '沒有符合的紀錄'],
    ['/line?status=dead', '沒有訊息'],
    ['/settings', '沒有還沒用掉的邀請'],
  ]
  for (const [path, words] of says) expect((await inside.get(`/console${path}`)).html, path).toContain(words)
})

const EVIL = `<img src=x onerror=alert(1)>"' onmouseover="alert(2)`

test('HTML in every stored field stays text', async () => {
  const bot = await startBot()
  await startRound(bot.ctx, EVIL)
  const louis = await bot.person('louis', `Louis ${EVIL}`)
  const token = await bot.token('worker')
  const post = async (path: string, body: object) => {
    const answer = await bot.request('POST', `/api/pls${path}`, { token, body })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const worker_id = `codex ${EVIL}`
  const raw_command_output = { [EVIL]: EVIL }
  await aProposal(bot, { worker_id, phase: EVIL, repair_action: EVIL, raw_command_output })
  await post('/worker-repair-events', anEvent({ worker_id, phase: EVIL, raw_command_output: EVIL }))
  const job = String((await post('/jobs', { title: EVIL, pool: 'default' })).job_id)
  await post(`/jobs/${job}/claim`, { worker_id })
  await post(`/jobs/${job}/progress`, { worker_id, note: EVIL })
  await post(`/jobs/${job}/artifacts`, {
    worker_id,
    files: [{ name: EVIL, size: 1, sha256: 'a'.repeat(64) }],
  })
  await post('/artifact-gate-checks', {
    job_id: job,
    primary_artifact_url: `https://x/${EVIL}`,
    http_status: 404,
    upload_files_count: 0,
  })
  await post('/learning-memory-updates', {
    job_id: job,
    topic_key: EVIL,
    lesson: EVIL,
    next_round_priority: EVIL,
    adoption_signal: EVIL,
  })
  const action = {
    job_id: job,
    worker_id,
    target: EVIL,
    parameters: { [EVIL]: EVIL },
    reason: EVIL,
    raw_command_output,
  }
  await post('/self-heal-actions', { ...action, action: EVIL.slice(0, 90) })
  await post('/self-heal-actions', { ...action, action: 'extend_lease' })
  await bot.runTasks()
  const inside = await signedIn(bot, louis)
  const [first] = await bot.db.prisma.workerPolicyDecision.findMany({
    where: { policyKey: { startsWith: 'repair:' } },
  })
  await inside.post(`/console/proposals/${first?.id}/reject`, { version: '1', reason: EVIL })
  await bot.person('pool_owner', EVIL)
  const deputy = await bot.db.prisma.member.findFirstOrThrow({ where: { name: EVIL } })
  const day = new Date(bot.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10)
  await inside.post('/console/settings/delegation', { to: deputy.id, risk: 'low', day })
  expect(await bot.db.prisma.delegation.count()).toBe(1)
  await inside.post('/console/settings/halt', { reason: EVIL })
  await inside.post('/console/settings/invites', { name: EVIL, role: 'worker', locale: 'en', pool: EVIL })
  await bot.db.prisma.delivery.updateMany({ data: { lastError: EVIL, status: 'dead' } })
  const escaped: string[] = []
  for (const path of [
    ...(await everyPage({ bot, jobs: [job] })),
    `/console/settings/members/${deputy.id}/disable`,
    `/console/audit?q=${encodeURIComponent(EVIL)}`,
    `/console/learning?topic=${encodeURIComponent(EVIL)}`,
    `/console/events?worker=${encodeURIComponent(worker_id)}`,
  ]) {
    const { html } = await inside.get(path)
    expect(html, path).not.toContain('<img src=x')
    expect(html, path).not.toContain('onmouseover="')
    if (html.includes('&lt;img src=x')) escaped.push(path.replace(/[\w-]{36}/, ':id').split('?')[0] ?? '')
  }
  expect([...new Set(escaped)].sort()).toEqual([
    '/console',
    '/console/audit',
    '/console/events',
    '/console/events/:id',
    '/console/gates',
    '/console/jobs',
    '/console/jobs/:id',
    '/console/learning',
    '/console/line',
    '/console/matrix',
    '/console/matrix/action%3Arelease',
    '/console/matrix/action%3Atouch',
    '/console/proposals',
    '/console/proposals/:id',
    '/console/settings',
    '/console/settings/members/:id/disable',
  ])
})

test('lists are read page by page, and nothing is on two pages or on none', async () => {
  const bot = await startBot()
  const token = await bot.token('worker')
  for (let n = 0; n < 60; n += 1)
    await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent({ phase: `p${n}` }) })
  const inside = await signedIn(bot, await bot.person('louis', 'Louis'))
  for (const [start, item] of [
    ['/console/events', /href="\/console\/events\/([\w-]{36})"/g],
    ['/console/audit?q=event', /class="seq">(\d+)</g],
  ] as const) {
    const seen: string[] = []
    for (let path: string | undefined = start; path; ) {
      const { html } = await inside.get(path)
      seen.push(...[...html.matchAll(item)].map((it) => it[1] ?? ''))
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen, start).toHaveLength(60)
    expect(new Set(seen).size).toBe(60)
  }
})

test('the audit log is searched for what was typed, shown side by side, and verified', async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { proposal } = await aProposal(bot)
  const inside = await signedIn(bot, owner)
  await inside.post(`/console/proposals/${proposal.id}/reject`, { version: '1', reason: '100% 不行_' })
  const found = await inside.get(`/console/audit?q=${encodeURIComponent('100% 不行_')}`)
  expect([...found.html.matchAll(/class="panel entry"/g)]).toHaveLength(1)
  expect(found.html).toMatch(/<td class="old">draft<\/td>\s*<td class="now">rejected<\/td>/)
  expect((await inside.get('/console/audit?q=%25')).html.match(/class="panel entry"/g)).toHaveLength(1)
  const entries = await bot.db.prisma.auditEntry.count()
  expect((await inside.post('/console/audit/verify')).html).toContain(`完整無誤：${entries} 筆都接得上`)
})
