import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { bytes } from '../../src/console/parts/bytes.ts'
import { deliveryNote } from '../../src/console/parts/delivery-note.ts'
import { gateReason } from '../../src/console/parts/gate-reasons.ts'
import { NOTES, type Note, noteOf } from '../../src/domain/deliveries/notes.ts'
import { judgeGate } from '../../src/domain/gate/judge.ts'
import { asActor } from '../../src/domain/members/read.ts'
import { setActionRisk } from '../../src/domain/overrides/override.ts'
import { wordsOf } from '../../src/words/words.ts'
import { startBot } from '../support/bot.ts'
import { anEvent, aProposal } from '../support/given.ts'
import { signedIn } from './visit.ts'

const asRead = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('the matrix says who set an action apart from the built-in rule, since when, and who approves it now', async () => {
  const bot = await startBot()
  const phone = await bot.person('pls_owner', '林怡君')
  const owner = await bot.db.prisma.member.findFirstOrThrow()
  const inside = await signedIn(bot, phone)
  const row = async (action: string) => {
    const { html } = await inside.get('/console/matrix')
    return asRead(html.split('<tr>').find((it) => it.includes(`>${action}<`)) ?? '')
  }
  expect(await row('retry_once')).toMatch(/自行執行 無 低風險 內建規則：.*一開始 內建規則/)
  expect(await row('release')).toMatch(/每次都要批准 Louis 高風險 內建規則：.*一開始 內建規則/)
  expect(await row('extend_lease')).toMatch(/批准後執行 PLS owner 中風險 內建規則：.*一開始 還沒有決定/)
  await setActionRisk({ ...bot.ctx, actor: asActor(owner) }, 'extend_lease', 'high')
  bot.clock.advance({ hours: 5 })
  expect(await row('extend_lease')).toMatch(
    /每次都要批准 Louis 高風險 林怡君 調整過：現在由 Louis 批准。 5 小時前 林怡君/,
  )
  expect(asRead((await inside.get('/console/matrix/action%3Aextend_lease')).html)).toContain('林怡君 調整過')
})

test('an event leads to its proposal, and its ids can be copied; the filters know what there is', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  const { proposal } = await aProposal(bot)
  const event = await bot.db.prisma.workerRepairEvent.findFirstOrThrow()
  const { html } = await inside.get(`/console/events/${event.id}`)
  expect(html).toContain(`href="/console/proposals/${proposal.id}"`)
  for (const id of [event.id, event.jobId, event.fingerprint]) expect(html).toContain(`data-copy="${id}"`)
  const list = (await inside.get('/console/events')).html
  expect(list).toContain(`data-copy="${event.fingerprint}"`)
  expect(list).toMatch(/<datalist id="known-phase"><option value="download">/)
  expect(list).toMatch(/<datalist id="known-worker"><option value="codex-01">/)
  expect(list).not.toContain('清除篩選')
  expect((await inside.get(`/console/events?job=${event.jobId}`)).html).toContain('清除篩選')
  expect((await inside.get(`/console/proposals/${proposal.id}`)).html).toContain(`data-copy="${proposal.id}"`)
})

test('proposals are told apart by their phase and found by their risk', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('pls_owner', '林怡君'))
  await aProposal(bot)
  await aProposal(bot, { phase: 'claim', repair_action: 'release' })
  expect((await inside.get('/console/proposals')).html).toContain(
    '<small>download・touch + retry once</small>',
  )
  const high = (await inside.get('/console/proposals?risk=high')).html
  expect([high.includes('<small>claim・release</small>'), high.includes('download・')]).toEqual([true, false])
})

test('a high-risk repair that was agreed to is not shown among what runs by itself', async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  await bot.person('pls_owner', '林怡君')
  const low = await aProposal(bot)
  const high = await aProposal(bot, { phase: 'claim', repair_action: 'release' })
  const inside = await signedIn(bot, louis)
  const token = await bot.token('louis')
  for (const { proposal } of [low, high]) {
    const path = `/api/pls/worker-policy/${encodeURIComponent(proposal.policy_key)}`
    const body = { status: 'approved', reason: 'it helps', version: 1 }
    expect(await bot.request('PATCH', path, { token, body })).toMatchObject({ status: 200 })
  }
  const { html } = await inside.get('/console')
  const [, byItself = '', needs = ''] = html.split(/<section class="column \w+">/)
  const holds = (column: string) => [low, high].map((it) => column.includes(it.proposal.id))
  expect([holds(byItself), holds(needs)]).toEqual([
    [true, false],
    [false, true],
  ])
  expect(needs).toContain('每次仍要批准')
})

test('everything that the gate finds by itself is said in the reader’s language', () => {
  const claim = {
    primary_artifact_url: 'https://example.com/a',
    http_status: 200,
    upload_files_count: 1,
  }
  const probe = { url: 'x', status: 200, length: 0, type: null, sha256: null, mayRetry: false }
  const found = [
    judgeGate({ ...claim, primary_artifact_url: 'file:///x', upload_files_count: 0 }, null),
    judgeGate({ ...claim, http_status: 404 }, null),
    judgeGate({ ...claim, http_status: 503 }, null),
    judgeGate(claim, { ...probe, status: 410, problem: null }),
    judgeGate(claim, { ...probe, problem: 'the artifact is empty' }),
    judgeGate(claim, { ...probe, problem: 'the artifact is a placeholder' }),
    judgeGate(claim, { ...probe, status: 0, problem: 'it did not answer within 10 s' }),
  ].flatMap((it) => it.reasons)
  expect(found).toHaveLength(8)
  for (const reason of found) {
    expect(gateReason(wordsOf('zh-TW', 'UTC'), reason), reason).toMatch(/\p{Script=Han}/u)
    expect(gateReason(wordsOf('en', 'UTC'), reason), reason).not.toMatch(/_|\{\{|\p{Script=Han}/u)
  }
  expect(gateReason(wordsOf('zh-TW', 'UTC'), 'it redirects more than 5 times')).toContain('redirects')
})

test('everything that the bot notes beside a message is said in the reader’s language, and LINE’s own words as they are', () => {
  const params = { kept: 20, people: 55, words: 'The API rate limit has been exceeded.' }
  for (const note of Object.keys(NOTES) as Note[]) {
    const text = noteOf(note, params)
    const shown = deliveryNote(wordsOf('zh-TW', 'UTC'), text)
    expect(shown, text).toMatch(/\p{Script=Han}/u)
    for (const it of text.match(/\d+|The API.*/g) ?? []) expect(shown).toContain(it)
    expect(deliveryNote(wordsOf('en', 'UTC'), text), text).not.toMatch(/_|\{\{|\p{Script=Han}/u)
  }
  expect(deliveryNote(wordsOf('zh-TW', 'UTC'), noteOf('gave_up'))).toMatch(/收下。$/)
  expect(deliveryNote(wordsOf('zh-TW', 'UTC'), 'Failed to send messages')).toBe('Failed to send messages')
})

test.each([
  [0, '0 byte'],
  [1, '1 byte'],
  [900, '900 byte'],
  [48_213, '47.1 kB'],
  [5 * 1024 * 1024, '5 MB'],
  [3 * 1024 ** 4, '3,072 GB'],
])('%i bytes are %s', (size, text) => {
  expect(bytes('en', size).replace('bytes', 'byte')).toBe(text)
  expect(bytes('zh-TW', size)).not.toMatch(/萬/)
})

test('a page that follows by itself says so where scripts run, and a page that does not says nothing', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  await bot.request('POST', '/api/pls/worker-repair-events', {
    token: await bot.token('worker'),
    body: anEvent(),
  })
  expect((await inside.get('/console/events')).html).toMatch(/id="live" data-on="自動更新中"[^>]* hidden/)
  expect((await inside.get('/console/settings')).html).not.toContain('id="live"')
})

test('the learning page says what changed and whether it helped, and where that cannot be told', async () => {
  const bot = await startBot()
  const inside = await signedIn(bot, await bot.person('pool_owner', '陳柏翰'))
  const token = await bot.token('worker')
  const job_id = randomUUID()
  const fail = async (times: number, over: Record<string, unknown>) => {
    for (let n = 0; n < times; n += 1)
      await bot.request('POST', '/api/pls/worker-repair-events', { token, body: anEvent(over) })
  }
  const learn = (topic_key: string, adoption_signal: string, of = randomUUID()) =>
    bot.request('POST', '/api/pls/learning-memory-updates', {
      token,
      body: {
        job_id: of,
        topic_key,
        lesson: `lesson of ${topic_key}`,
        next_round_priority: 'x',
        adoption_signal,
      },
    })
  await fail(5, { job_id, phase: 'prices' })
  bot.clock.advance({ hours: 1 })
  await learn('naming', 'prompt_or_tooling_adjusted: names come first', job_id)
  await learn('manners', 'none yet')
  expect((await inside.get('/console/learning')).html).toContain('才剛記下，還看不出來')
  bot.clock.advance({ hours: 3 * 24 })
  await fail(2, { phase: 'prices' })
  bot.clock.advance({ hours: 24 })
  const inside2 = await signedIn(bot, await bot.person('louis', 'Louis'))
  const { html } = await inside2.get('/console/learning')
  const rows = html
    .split('<tr>')
    .slice(2)
    .map((it) => it.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '))
  expect(rows.find((it) => it.includes('naming'))).toMatch(/names come first 5 → 2 變少 前後各 4 天/)
  expect(rows.find((it) => it.includes('manners'))).toMatch(
    /還沒有調整 prompt 或工具 看不出來：沒有對應的錯誤/,
  )
  expect((await inside2.get('/console/learning?topic=naming')).html).toContain('5 → 2')
})
