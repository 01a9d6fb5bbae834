import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { setLocale } from '../../src/domain/members/change.ts'
import { type Look, openBrowser, type Window } from './browser.ts'
import { aBusyBot, type Scene } from './scene.ts'
import { violations } from './violations.ts'
import { linkFor } from './visit.ts'

const GALLERY = process.env.COUNTERSIGN_GALLERY

const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const LOOKS: (Look & { name: string; language: 'zh-TW' | 'en' })[] = [
  { name: 'zh-light-desktop', language: 'zh-TW', theme: 'light', ...DESKTOP },
  { name: 'en-dark-desktop', language: 'en', theme: 'dark', ...DESKTOP },
  { name: 'zh-dark-phone', language: 'zh-TW', theme: 'dark', ...PHONE },
  { name: 'en-light-phone', language: 'en', theme: 'light', ...PHONE },
]

/** Keeps a picture of the whole page where somebody wants some. */
async function photograph(page: Page, name: string, look: Look): Promise<void> {
  if (!GALLERY) return
  await mkdir(GALLERY, { recursive: true })
  await page.evaluate('document.fonts.ready')
  await page.evaluate('scrollTo(0, 0)')
  const whole = (await page.evaluate('document.documentElement.scrollHeight')) as number
  const height = Math.min(whole, look.width < 600 ? 2_400 : 1_800)
  await page.setViewportSize({ width: look.width, height: Math.max(look.height, height) })
  await page.screenshot({ path: path.join(GALLERY, `console-${name}.png`) })
  await page.setViewportSize({ width: look.width, height: look.height })
}

async function signIn({ page }: Window, { bot }: Scene, link: string): Promise<void> {
  await page.goto(`${bot.url}${link}`)
  await page.locator('main form button').click()
  await page.waitForURL(`${bot.url}/console`)
}

async function speak(page: Page, language: string): Promise<void> {
  const isEnglish = (await page.locator('html').getAttribute('lang')) === 'en'
  if (isEnglish === (language === 'en')) return
  const menu = page.locator('details.menu summary')
  if (await menu.isVisible()) await menu.click()
  await page.locator('button[name="language"]:visible').click()
}

/** What LINE Login shows to those whom it does not let in. */
async function visitRefusals({ bot }: Scene, window: Window, look: (typeof LOOKS)[number]): Promise<void> {
  const { page, complaints } = window
  const en = look.language === 'en'
  await page.goto(`${bot.url}/console`)
  await speak(page, look.language)
  const check = async (name: string) => {
    await page.waitForURL(`${bot.url}/console/login/line/back?**`)
    await photograph(page, `login-${name}-${look.name}`, look)
    expect(await violations(page), `login-${name} ${look.name}`).toEqual([])
  }
  const answer = async (person: string, button: string) => {
    await page.goto(`${bot.url}/console/login/line`)
    await page.getByLabel(person).check()
    await page.getByRole('button', { name: button }).click()
  }
  const [allow, cancel] = en ? ['Allow', 'Cancel'] : ['允許', '取消']
  await page.goto(`${bot.url}/console/login/line/back?state=of-another-tab`)
  await check('again')
  await answer('Louis', cancel)
  await check('declined')
  await answer('路人', allow)
  await check('stranger')
  await answer('王小明', allow)
  await check('role')
  await bot.request('POST', '/_sim/id-tokens', { at: bot.sim.url, body: { alg: 'none' } })
  await answer('Louis', allow)
  await check('failed')
  const noise = /status of 40[013]/
  expect(complaints.filter((it) => it !== `asked ${bot.sim.url}` && !noise.test(it))).toEqual([])
}

/** Pages that come only by a button: the second step of a high risk, a new invite, the proof of the log, a used link. */
async function visitActions({ bot }: Scene, page: Page, look: (typeof LOOKS)[number]): Promise<void> {
  const en = look.language === 'en'
  const check = async (name: string) => {
    await photograph(page, `${name}-${look.name}`, look)
    expect(await violations(page), `${name} ${look.name}`).toEqual([])
  }
  const high = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { allowedAction: 'reclaim' },
  })
  await page.goto(`${bot.url}/console/proposals/${high.id}`)
  await page.getByRole('button', { name: en ? 'Approve' : '批准', exact: true }).click()
  await page.getByRole('button', { name: en ? 'Confirm approval' : '確認批准' }).waitFor()
  await check('confirm')
  await page.goto(`${bot.url}/console/settings`)
  await page.locator('#i-name').fill('張雅雯')
  await page.getByRole('button', { name: en ? 'Make an invite' : '產生邀請碼' }).click()
  await page.locator('.made img').waitFor()
  await check('invite')
  const pool = await bot.db.prisma.member.findFirstOrThrow({ where: { role: 'pool_owner' } })
  await page.goto(`${bot.url}/console/settings`)
  await page.locator(`a[href$="${pool.id}/disable"]`).click()
  await page.getByRole('button', { name: en ? 'Disable now' : '確認停用' }).waitFor()
  await check('disable')
  await page.goto(`${bot.url}/console/audit`)
  await page.getByRole('button', { name: en ? 'Verify the whole log' : '驗證整條紀錄' }).click()
  await page.locator('.notice.good').waitFor()
  await page.locator('.entry summary').nth(8).click()
  await check('audit-verified')
  const { signer, clock } = bot.services
  const louis = await bot.db.prisma.member.findFirstOrThrow({ where: { role: 'louis' } })
  const draft = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { allowedAction: 'change_prompt' },
  })
  await setLocale(bot.ctx, louis.id, look.language)
  for (const [name, minutes] of [
    ['evidence', 5],
    ['evidence-old', -5],
  ] as const) {
    const until = clock.now().getTime() + minutes * 60_000
    const link = signer.seal({ verb: 'page', id: draft.id, version: draft.version, arg: louis.id, until })
    await page.goto(`${bot.url}/evidence/${link}`)
    await check(name)
  }
  await page.goto(`${bot.url}/console/link/used-or-too-old`)
  await check('link')
  await page.locator('main form button').click()
  await page.getByRole('alert').waitFor()
  await check('link-used')
}

async function paths({ bot, jobs }: Scene): Promise<[string, string][]> {
  const event = await bot.db.prisma.workerRepairEvent.findFirstOrThrow({
    where: { eventType: 'fetch_failed' },
  })
  const repair = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { allowedAction: 'change_prompt' },
  })
  const high = await bot.db.prisma.workerPolicyDecision.findFirstOrThrow({
    where: { allowedAction: 'reclaim' },
  })
  return [
    ['overview', '/console'],
    ['matrix', '/console/matrix'],
    ['matrix-row', '/console/matrix/action%3Arequeue_job'],
    ['proposals', '/console/proposals'],
    ['proposal', `/console/proposals/${repair.id}`],
    ['proposal-high', `/console/proposals/${high.id}`],
    ['events', '/console/events'],
    ['event', `/console/events/${event.id}`],
    ['jobs', '/console/jobs'],
    ['job', `/console/jobs/${jobs[2]}`],
    ['gates', '/console/gates'],
    ['learning', '/console/learning'],
    ['audit', '/console/audit'],
    ['line', '/console/line'],
    ['settings', '/console/settings'],
    ['empty', '/console/events?worker=nobody'],
    ['not-found', '/console/nothing'],
  ]
}

test('every page, in both languages, light and dark, wide and narrow: axe-core finds nothing, the policy is kept, no other host is asked', {
  timeout: 400_000,
}, async () => {
  const scene = await aBusyBot()
  const { louis } = scene
  await scene.bot.stranger('路人')
  const browser = await openBrowser()
  const pages = await paths(scene)
  for (const look of LOOKS) {
    const window = await browser.open(look)
    const { page, complaints } = window
    const link = await linkFor(louis)
    await page.goto(`${scene.bot.url}/console`)
    await speak(page, look.language)
    await photograph(page, `sign-in-${look.name}`, look)
    expect(await violations(page), `sign-in ${look.name}`).toEqual([])
    await visitRefusals(scene, await browser.open(look), look)
    await signIn(window, scene, link)
    await speak(page, look.language)
    for (const [name, at] of pages) {
      await page.goto(`${scene.bot.url}${at}`)
      await photograph(page, `${name}-${look.name}`, look)
      expect(await violations(page), `${name} ${look.name}`).toEqual([])
      const wide = (await page.evaluate('document.documentElement.scrollWidth')) as number
      expect(wide, `${name} ${look.name} scrolls sideways`).toBeLessThanOrEqual(look.width)
    }
    await visitActions(scene, page, look)
    const noise = /status of 4(04|10)/
    expect(complaints.filter((it) => !noise.test(it))).toEqual([])
  }
})

test('for a PLS owner and a pool owner axe-core finds nothing on any page either', {
  timeout: 400_000,
}, async () => {
  const scene = await aBusyBot()
  const browser = await openBrowser()
  const pages = await paths(scene)
  for (const phone of [scene.owner, scene.pool]) {
    const window = await browser.open({ ...DESKTOP, theme: 'dark' })
    await signIn(window, scene, await linkFor(phone))
    for (const [name, at] of pages) {
      await window.page.goto(`${scene.bot.url}${at}`)
      expect(await violations(window.page), name).toEqual([])
    }
    expect(window.complaints.filter((it) => !/status of 404/.test(it))).toEqual([])
  }
})

test('the look for violations finds one', async () => {
  const { page } = await (await openBrowser()).open({ ...DESKTOP, theme: 'light' })
  await page.setContent(
    '<html lang="en"><title>x</title><main><img src="data:,"><p style="color:#ddd">pale</p></main>',
  )
  const found = (await violations(page)).join('\n')
  expect(found).toContain('image-alt')
  expect(found).toContain('color-contrast')
})

test('without scrolling on 1280×800 the overview says what runs by itself, what needs whose approval, what is forbidden and what waits', {
  timeout: 120_000,
}, async () => {
  const scene = await aBusyBot()
  const window = await (await openBrowser()).open({ ...DESKTOP, theme: 'light' })
  await signIn(window, scene, await linkFor(scene.louis))
  for (const language of ['zh-TW', 'en']) {
    await speak(window.page, language)
    const columns = window.page.locator('.glance .column')
    expect(await columns.count()).toBe(4)
    for (const column of await columns.all()) {
      const box = await column.boundingBox()
      expect(
        (box?.y ?? 9e9) + (box?.height ?? 9e9),
        `${language} ${await column.locator('h2').textContent()}`,
      ).toBeLessThanOrEqual(800)
    }
  }
})
