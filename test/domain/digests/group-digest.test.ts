import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findAction } from '../../../src/domain/catalogue.ts'
import { disableMember } from '../../../src/domain/members/disable.ts'
import { createInvite } from '../../../src/domain/members/invite.ts'
import { setActionRisk } from '../../../src/domain/overrides/override.ts'
import { runDueSlots, runSlotNow } from '../../../src/domain/schedules/run-due.ts'
import { createToken } from '../../../src/domain/tokens/create.ts'
import { type Locale, wordsOf } from '../../../src/words/words.ts'
import { type Bot, startBot } from '../../support/bot.ts'
import { testClock } from '../../support/clock.ts'
import { anEvent } from '../../support/given.ts'
import { openGroup } from '../../support/group.ts'
import { pushesDuring } from '../../support/line-calls.ts'
import { visible } from '../../support/phone.ts'
import { PLAN } from '../../support/replicas.ts'

const MORNING = new Date('2027-05-10T01:30:00Z')
const ON = { 'zh-TW': '日報 開', en: 'digest on' }

/** A group of three with the digest on: of all pools by a PLS owner, or of `crawl` by its pool owner. */
async function openTeam(locale: Locale, by: 'pls_owner' | 'pool_owner', quota: number | null = null) {
  const bot = await startBot({ clock: testClock(MORNING), quota, env: { DEFAULT_LOCALE: locale } })
  const person = async (role: 'pls_owner' | 'pool_owner' | 'louis', name: string, pool: string) => {
    const phone = await bot.stranger(name)
    const { code } = await createInvite(bot.ctx, { role, name, pool, locale })
    await phone.send(`join ${code}`)
    await phone.read()
    return phone
  }
  const owner = await person('pls_owner', 'Owen', 'default')
  const pool = await person('pool_owner', 'Pam', 'crawl')
  const louis = await person('louis', 'Louis', 'default')
  const group = await openGroup(bot, [owner, pool, louis], false)
  await group.says(by === 'pls_owner' ? owner : pool, ON[locale])
  await group.heard()
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  const { token: crawl } = await createToken(bot.ctx, { role: 'worker', name: 'crawl', pool: 'crawl' })
  const { token: parse } = await createToken(bot.ctx, { role: 'worker', name: 'parse', pool: 'parse' })
  return { bot, owner, pool, louis, group, tokens: { crawl, parse } }
}

const report = async (bot: Bot, token: string, over = {}) => {
  const { status, body } = await bot.request('POST', '/api/pls/worker-repair-events', {
    token,
    body: anEvent(over),
  })
  expect(status, JSON.stringify(body)).toBe(201)
}

async function nextMorning(bot: Bot): Promise<void> {
  bot.clock.advance({ hours: 24 })
  await runDueSlots(bot.ctx, PLAN, ['daily-digest'])
  await bot.runTasks()
}

describe.each(['zh-TW', 'en'] as const)('the digest of a group, in %s', (locale) => {
  const { t } = wordsOf(locale, 'Asia/Taipei')

  test('what is new in the pool is told once a day, in the language of the one who asked for it, and asks nobody for anything', async () => {
    const { bot, group, tokens } = await openTeam(locale, 'pool_owner')
    await report(bot, tokens.crawl, { phase: 'upload' })
    await report(bot, tokens.crawl, { phase: 'upload' })
    await report(bot, tokens.crawl, {
      event_type: 'manual_blocker',
      phase: 'login',
      repair_action: 'diagnose',
    })
    await report(bot, tokens.parse, { phase: 'elsewhere' })
    await nextMorning(bot)
    const [card, ...more] = await group.heard()
    expect(more).toEqual([])
    const text = visible(card)
    expect(card?.via).toBe('push')
    expect(text).toContain(t('digest.daily.title', { pool: 'crawl' }))
    expect(text).toContain('upload')
    expect(text).not.toContain('elsewhere')
    expect(text).toContain(t('chat.group.digest_note'))
    expect(text).not.toContain(t('digest.daily.needs'))
    expect(card?.buttons.map((it) => [it.type, it.label])).toEqual([
      ['message', t('digest.daily.show_scorecard')],
    ])
    await nextMorning(bot)
    expect(await group.heard()).toEqual([])
  })

  test('of all pools, where a PLS owner asked for it; and the same slot again sends nothing', async () => {
    const { bot, group, tokens } = await openTeam(locale, 'pls_owner')
    await report(bot, tokens.crawl, { phase: 'upload' })
    await report(bot, tokens.parse, { phase: 'validate' })
    await nextMorning(bot)
    const heard = await group.heard()
    expect(heard).toHaveLength(1)
    expect(visible(heard[0])).toContain(t('digest.daily.title', { pool: t('digest.daily.all_pools') }))
    expect(visible(heard[0])).toMatch(/upload[\s\S]*validate|validate[\s\S]*upload/)
    const slot = new Date('2027-05-11T01:00:00Z')
    expect(await runSlotNow(bot.ctx, PLAN, 'daily-digest', slot)).toMatchObject({ ran: false })
    await bot.runTasks()
    expect(await group.heard()).toEqual([])
  })

  test('nothing of high risk is in it, whatever happened', { timeout: 120_000 }, async () => {
    const REPAIRS = [
      'touch',
      'retry_once',
      'requeue_job',
      'change_prompt',
      'release',
      'reclaim',
      'sudo something',
    ]
    const happening = fc.record({
      repair: fc.constantFrom(...REPAIRS),
      type: fc.constantFrom('fetch_failed', 'lease_risk', 'schema_error'),
      times: fc.integer({ min: 1, max: 3 }),
      decide: fc.boolean(),
      asks: fc.boolean(),
    })
    const day = fc.record({
      happenings: fc.array(happening, { minLength: 3, maxLength: 6 }),
      tightened: fc.constantFrom('requeue_job', 'change_prompt', null),
    })
    await fc.assert(
      fc.asyncProperty(day, async ({ happenings, tightened }) => {
        const { bot, group, louis, tokens } = await openTeam(locale, 'pls_owner')
        if (tightened) await setActionRisk(await asLouis(bot), findAction(tightened) ?? 'requeue_job', 'high')
        const hidden: string[] = []
        for (const [n, it] of happenings.entries()) {
          const secret = `zq${'abcdefgh'[n]}${'abcdefgh'[n]}`
          const isHigh = ['release', 'reclaim', 'sudo something', tightened].includes(it.repair)
          if (isHigh) hidden.push(secret)
          const said = {
            event_type: it.type,
            phase: secret,
            repair_action: it.repair,
            raw_command_output: `${secret} failed`,
          }
          for (let times = 0; times < it.times; times += 1) await report(bot, tokens.crawl, said)
          if (it.asks) await ask(bot, tokens.crawl, it.repair, secret)
          const label = t('button.approve')
          if (it.decide && (await louis.read()).some((one) => one.buttons.some((b) => b.label === label)))
            await louis.tap(label).then(() => louis.tap(t('button.confirm')).catch(() => {}))
        }
        await report(bot, tokens.crawl, { phase: 'harmless' })
        await nextMorning(bot)
        const heard = await group.heard()
        expect(heard).toHaveLength(1)
        const text = visible(heard[0]).replace(t('chat.group.digest_note'), '') + heard[0]?.alt_text
        for (const it of hidden) expect(text, JSON.stringify(happenings)).not.toContain(it)
        expect(text).not.toContain(t('risk.high'))
        expect(text).not.toContain(t('action.release'))
        expect(heard[0]?.buttons.every((it) => it.type === 'message')).toBe(true)
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

async function asLouis(bot: Bot) {
  const { id, name, pool } = await bot.db.prisma.member.findFirstOrThrow({ where: { role: 'louis' } })
  return { ...bot.ctx, actor: { kind: 'member', id, name, pool, role: 'louis' } as const }
}

/** A worker asks to run it, which may be allowed, wait for somebody or be refused. */
const ask = (bot: Bot, token: string, action: string, target: string) =>
  bot.request('POST', '/api/pls/self-heal-actions', {
    token,
    body: {
      job_id: bot.ctx.ids.uuid(),
      worker_id: 'codex-07',
      action,
      target,
      reason: 'r',
      raw_command_output: 'o',
    },
  })

test('nobody is told of anything in a group that only heard of high risk', async () => {
  const { bot, group, tokens } = await openTeam('zh-TW', 'pls_owner')
  await report(bot, tokens.crawl, { repair_action: 'release', event_type: 'lease_risk' })
  await report(bot, tokens.crawl, { repair_action: 'release', event_type: 'lease_risk' })
  await nextMorning(bot)
  expect(await group.heard()).toEqual([])
})

test('with the rights of the one who switched it on the digest ends', async () => {
  const { bot, group, tokens } = await openTeam('zh-TW', 'pool_owner')
  const { id } = await bot.db.prisma.member.findFirstOrThrow({ where: { role: 'pool_owner' } })
  await disableMember(bot.ctx, id)
  await report(bot, tokens.crawl)
  await nextMorning(bot)
  expect(await group.heard()).toEqual([])
})

test('a push to a group that would eat into the reserve for high risk is held, and the newer digest takes its place', async () => {
  const { bot, group, tokens } = await openTeam('zh-TW', 'pool_owner', 500)
  const used = (n: number) => bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body: { used: n } })
  await report(bot, tokens.crawl)
  // 22 are left: one message more is free, three would leave 19 of the 20.
  await used(478)
  const pushes = await pushesDuring(bot, () => nextMorning(bot))
  expect(pushes[group.id]).toBeUndefined()
  const [held] = await bot.db.prisma.delivery.findMany({
    where: { lineTo: group.id, memberId: null, sentVia: null },
  })
  expect(held).toMatchObject({ status: 'held', lastError: expect.stringContaining('counts as 3 messages') })
  await used(0)
  await report(bot, tokens.crawl, { phase: 'newer' })
  await nextMorning(bot)
  const heard = await group.heard()
  expect(heard).toHaveLength(1)
  for (const phase of ['download', 'newer']) expect(visible(heard[0])).toContain(phase)
})

test('where LINE says that the bot is in no such group any more, the group is left and nothing is pushed', async () => {
  const { bot, group, tokens } = await openTeam('zh-TW', 'pool_owner')
  await report(bot, tokens.crawl)
  await group.leave(true)
  expect(await bot.db.prisma.lineGroup.findFirst()).toMatchObject({ leftAt: null, digestOn: true })
  const pushes = await pushesDuring(bot, () => nextMorning(bot))
  expect(pushes[group.id]).toBeUndefined()
  expect(await bot.db.prisma.lineGroup.findFirst()).toMatchObject({
    leftAt: expect.any(Date),
    digestOn: false,
  })
  expect(
    await bot.db.prisma.delivery.findFirst({ where: { lineTo: group.id, template: 'digest' } }),
  ).toMatchObject({
    status: 'dead',
    lastError: expect.stringContaining('not in this group'),
  })
})
