import { expect, test } from 'vitest'
import { aProposal } from '../support/given.ts'
import { awayFor, minutes, openLadder, pushed } from '../support/ladder.ts'
import type { Phone } from '../support/phone.ts'
import { RELEASE, said } from '../support/taps.ts'

const MEDIUM = { repair_action: 'requeue_job', phase: 'm' }

/** Somebody names the pool owner in three taps; `days`: until the end of that day in Taipei. */
async function openDelegated(who: 'owner' | 'louis', risk: string, days: number) {
  const it = await openLadder()
  const from = it[who]
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' }).format(
    it.bot.clock.now().getTime() + days * 86_400_000,
  )
  await from.send('代理')
  await from.tap('陳柏翰')
  await from.tap(risk)
  await from.sim('tap', { label: '選擇日期', params: { date } })
  await it.bot.runTasks()
  await Promise.all([it.louis, it.owner, it.pool].map((phone) => phone.read()))
  return it
}

const may = async (phone: Phone) => {
  await phone.send('待批')
  return !(await said(phone)).join().includes('沒有等您決定')
}

test('the deputy of an absent PLS owner is asked and reminded with him, once at each step over restarts, and decides', async () => {
  const { bot, owner, pool } = await openDelegated('owner', '中風險', 3)
  await aProposal(bot, MEDIUM)
  expect(await pushed(owner)).toEqual(['card'])
  expect(await pushed(pool)).toEqual(['您代理 林怡君，這件事等您決定：', 'card'])
  await awayFor(bot, { hours: 12 })
  await minutes(bot)
  expect(await pushed(owner)).toEqual(['half', 'card'])
  expect(await pushed(pool)).toEqual(['half', 'card'])
  await awayFor(bot, { hours: 8 })
  await minutes(bot)
  expect(await pushed(pool)).toEqual(['late', 'card'])
  await pushed(owner)
  await awayFor(bot, { minutes: 1 })
  await pool.tap('批准')
  expect((await said(pool)).join()).toContain('陳柏翰 for 林怡君')
  expect((await said(owner)).join()).toContain('已批准')
})

test('a deputy is asked for nothing above the risk that was passed on', async () => {
  const { bot, owner, louis, pool } = await openDelegated('owner', '低風險', 3)
  await aProposal(bot, MEDIUM)
  await aProposal(bot, RELEASE)
  await awayFor(bot, { hours: 2 })
  await minutes(bot)
  await awayFor(bot, { hours: 10 })
  await minutes(bot)
  expect(await pushed(pool)).toEqual([])
  expect(await pushed(owner)).toEqual(['card', 'half', 'card'])
  expect(await pushed(louis)).toEqual(['card', 'half', 'card'])
  expect(await may(pool)).toBe(false)
})

test('a delegation that ends while the bot is away is over when it is back: nobody is reminded, and no tap decides', async () => {
  const { bot, owner, pool } = await openDelegated('owner', '中風險', 1)
  await aProposal(bot, MEDIUM)
  expect(await may(pool)).toBe(true)
  await awayFor(bot, { hours: 48 })
  await minutes(bot)
  expect(await pushed(pool)).toEqual([])
  await pool.tap('批准')
  expect((await said(pool)).join()).toContain('這件事要由 PLS owner 決定')
  expect(await may(pool)).toBe(false)
  await owner.tap('批准')
  expect((await said(owner)).join()).toContain('已批准')
})

test('Louis passes high risk on: the deputy is asked and reminded of it, and his two taps hold over a restart between them', async () => {
  const { bot, louis, pool } = await openDelegated('louis', '高風險', 1)
  await aProposal(bot, RELEASE)
  await pushed(louis)
  expect(await pushed(pool)).toEqual(['您代理 Louis，這件事等您決定：', 'card'])
  await awayFor(bot, { hours: 2 })
  await minutes(bot)
  expect(await pushed(pool)).toEqual(['half', 'card'])
  await pushed(louis)
  await pool.tap('批准')
  await pool.read()
  await awayFor(bot, { minutes: 2, seconds: 1 })
  await pool.tap('確認批准')
  expect((await said(pool)).join()).toContain('確認的時間已經過了')
  await pool.tap('批准')
  await pool.read()
  await awayFor(bot, { minutes: 1 })
  await pool.tap('確認批准')
  expect((await said(pool)).join()).toContain('陳柏翰 for Louis')
})

test('what somebody was in the middle of is there after a restart, and over after its time', async () => {
  const { bot, owner, pool } = await openLadder()
  await aProposal(bot)
  await owner.tap('拒絕')
  await owner.read()
  await pool.send('回報 上傳卡住')
  await pool.read()
  await awayFor(bot, { minutes: 14 })
  await pool.tap('確認送出')
  expect((await said(pool)).join()).toContain('已經收到')
  await awayFor(bot, { minutes: 2 })
  await owner.send('太冒險')
  expect((await said(owner)).join()).toContain('剛才的拒絕已經取消')
  await owner.tap('拒絕')
  await awayFor(bot, { minutes: 1 })
  await owner.send('太冒險')
  expect((await said(owner)).join()).toContain('已拒絕')
})
