import { expect, test } from 'vitest'
import { QUOTA_RESERVE, QUOTA_SHORT } from '../../src/domain/rules.ts'
import { runSlotNow } from '../../src/domain/schedules/run-due.ts'
import { wordsOf } from '../../src/words/words.ts'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { planFault } from '../support/line-calls.ts'
import { PLAN } from '../support/replicas.ts'
import { signedIn } from './visit.ts'

async function openScene() {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  const owner = await bot.person('pls_owner', '林怡君')
  const inside = await signedIn(bot, louis)
  const setQuota = async (quota: number) => {
    await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { quota } })
    bot.clock.advance({ minutes: 1 })
  }
  const show = async () => {
    // No page waits long for LINE: on a slow machine the simulator may be late.
    await bot.services.quota.readAnew()
    return pages()
  }
  const pages = async () => ({
    first: (await inside.get('/console')).html,
    line: (await inside.get('/console/line')).html,
  })
  return { bot, owner, setQuota, show, pages }
}

test('the line page says until when a card is gathered, and with what it went', async () => {
  const { bot, show } = await openScene()
  for (const phase of ['a', 'b', 'c']) await aProposal(bot, { phase })
  const { dueAt } = await bot.db.prisma.delivery.findFirstOrThrow({ where: { dueAt: { not: null } } })
  const until = wordsOf('zh-TW', 'Asia/Taipei').time(dueAt ?? '')
  expect((await show()).line.split(`${until} 和類似的卡片一起送`)).toHaveLength(3)
  bot.clock.advance({ minutes: 10 })
  await bot.runTasks()
  const after = (await show()).line
  expect(after).not.toContain(until.concat(' 和類似'))
  expect(after.split('和類似的卡片一起送')).toHaveLength(2)
})

test.each([
  [200, null, '這個月的訊息還夠用'],
  [QUOTA_SHORT, '改列在日報', '改列在日報'],
  [QUOTA_RESERVE, '只剩下保留給高風險的額度', '只剩下保留給高風險的額度'],
  [0, '連高風險也送不出去', '連高風險也送不出去'],
])(
  'with %d messages left the first page and the line page say what that means',
  async (left, first, line) => {
    const { setQuota, show } = await openScene()
    await setQuota(left)
    const shown = await show()
    if (first) expect(shown.first).toContain(first)
    else expect(shown.first).not.toContain('這個月的訊息')
    expect(shown.line).toContain(line)
  },
)

test('what is held is counted on both pages, and high risk that cannot reach LINE is an alarm', async () => {
  const { bot, setQuota, show } = await openScene()
  await setQuota(0)
  await aProposal(bot, { phase: 'a' })
  const calm = await show()
  for (const page of [calm.first, calm.line]) {
    expect(page).toContain('因為額度暫停的訊息：1 則')
    expect(page).not.toContain('送不進 LINE')
  }
  await aProposal(bot, { event_type: 'lease_risk', repair_action: 'release' })
  const alarmed = await show()
  for (const page of [alarmed.first, alarmed.line])
    expect(page).toMatch(/class="notice stop" role="alert">(<strong>)?有 1 則高風險的訊息送不進 LINE/)
})

test('a card that the digest names says so on the line page', async () => {
  const { bot, owner, setQuota, show } = await openScene()
  await setQuota(QUOTA_SHORT)
  await aProposal(bot, { phase: 'a' })
  const held = await bot.db.prisma.delivery.findFirstOrThrow({ where: { status: 'held' } })
  bot.clock.advance({ hours: 1 })
  await runSlotNow(bot.ctx, PLAN, 'daily-digest', bot.clock.now())
  await bot.runTasks()
  expect(await bot.db.prisma.delivery.findUnique({ where: { id: held.id } })).toMatchObject({
    status: 'settled',
  })
  expect((await owner.read()).map((it) => it.type)).toEqual(['flex'])
  expect((await show()).line).toMatch(/不必另外送出<\/span> <small>\s*列在日報裡/)
})

test('while LINE is slow the pages show what it said last, and wait no longer than a moment', async () => {
  const { bot, setQuota, show, pages } = await openScene()
  await setQuota(QUOTA_SHORT)
  expect((await show()).line).toContain('改列在日報')
  bot.clock.advance({ minutes: 1 })
  await planFault(bot, '/v2/bot/message/quota', 'hang-before', { times: 10 })
  const { first, line } = await pages()
  expect([first.includes('改列在日報'), line.includes('改列在日報')]).toEqual([true, true])
})
