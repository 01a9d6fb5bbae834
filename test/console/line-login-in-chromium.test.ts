import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Bot, startBot } from '../support/bot.ts'
import { openBrowser } from './browser.ts'
import { violations } from './violations.ts'

const WIDE = { width: 1280, height: 800, theme: 'light' } as const
const NARROW = { width: 390, height: 844, theme: 'dark' } as const

const LONG = { timeout: 120_000 }

/** What a browser complained about, but for its way to LINE: policy reports, other hosts, failed pages. */
const besidesLine = (bot: Bot, complaints: string[]) =>
  complaints.filter((it) => it !== `asked ${bot.sim.url}`)

/** The console under another name, which for a browser is another site than LINE, as it is in life. */
async function onAnotherSite(bot: Bot): Promise<string> {
  const home = bot.url.replace('127.0.0.1', 'localhost')
  bot.late.publicUrl = home
  const body = { login_callback_urls: [`${home}/console/login/line/back`] }
  await bot.request('PUT', '/_sim/settings', { at: bot.sim.url, body })
  return home
}

/** At LINE: picks somebody, and allows or cancels. */
async function answerAtLine(bot: Bot, page: Page, name: string, button: string): Promise<void> {
  await page.waitForURL(`${bot.sim.url}/oauth2/v2.1/authorize?**`)
  await page.getByLabel(name).check()
  await page.getByRole('button', { name: button }).click()
}

test.each([
  ['a wide window', { ...WIDE, javaScript: true }],
  ['a narrow one without scripts', { ...NARROW, javaScript: false }],
])(
  'in %s one signs in with LINE from the sign-in page to the page first asked for, and asks nobody else',
  LONG,
  async (_, look) => {
    const bot = await startBot()
    await bot.person('worker', '王小明')
    await bot.person('pls_owner', '林怡君')
    const home = await onAnotherSite(bot)
    const { page, complaints } = await (await openBrowser()).open(look)
    const asked = await page.goto(`${home}/console/audit?verb=session.begin`)
    expect(asked?.headers()['content-security-policy']).toContain("form-action 'self';")
    await page.getByRole('link', { name: '用 LINE 登入' }).click()
    await answerAtLine(bot, page, '林怡君', '允許')
    await page.waitForURL(`${home}/console/audit?verb=session.begin`)
    await page.getByText('登入作戰台').first().waitFor()
    expect(await page.locator('.who strong').first().textContent()).toBe('林怡君')
    expect(besidesLine(bot, complaints).filter((it) => !/status of 401/.test(it))).toEqual([])
  },
)

test('whoever cancels at LINE is told so, and signs in with the next try', LONG, async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const { page, complaints } = await (await openBrowser()).open(WIDE)
  await page.goto(`${bot.url}/console`)
  await page.getByRole('link', { name: '用 LINE 登入' }).click()
  await answerAtLine(bot, page, 'Louis', '取消')
  await page.getByRole('heading', { name: '您取消了登入' }).waitFor()
  await page.getByRole('link', { name: '用 LINE 登入' }).click()
  await answerAtLine(bot, page, 'Louis', '允許')
  await page.waitForURL(`${bot.url}/console`)
  await page.getByRole('heading', { name: '等待決定' }).waitFor()
  expect(besidesLine(bot, complaints).filter((it) => !/status of 403/.test(it))).toEqual([])
})

test('of two tabs at LINE the older one says to try again, and its button works', LONG, async () => {
  const bot = await startBot()
  await bot.person('louis', 'Louis')
  const { page: older, context } = await (await openBrowser()).open(WIDE)
  const newer = await context.newPage()
  for (const tab of [older, newer]) {
    await tab.goto(`${bot.url}/console/gates`)
    await tab.getByRole('link', { name: '用 LINE 登入' }).click()
    await tab.waitForURL(`${bot.sim.url}/**`)
  }
  await answerAtLine(bot, older, 'Louis', '允許')
  await older.getByRole('heading', { name: '請再登入一次' }).waitFor()
  await older.getByRole('link', { name: '再試一次' }).click()
  await answerAtLine(bot, older, 'Louis', '允許')
  await older.waitForURL(`${bot.url}/console/gates`)
  // The other tab comes late now, and is led in: nobody has to understand why.
  await answerAtLine(bot, newer, 'Louis', '允許')
  await newer.waitForURL(`${bot.url}/console`)
})

test.each([
  ['zh-TW', WIDE],
  ['en', NARROW],
] as const)('the simulated page of LINE, in %s: axe-core finds nothing', LONG, async (language, look) => {
  const bot = await startBot()
  await bot.person('pls_owner', '林怡君')
  const { page, complaints } = await (await openBrowser()).open(look)
  await page.goto(`${bot.url}/console`)
  if (language === 'en') await page.locator('button[name="language"]').click()
  await page.getByRole('link', { name: /LINE/ }).click()
  await page.getByText(language === 'en' ? 'Who is logging in?' : '以誰的身分登入？').waitFor()
  expect(await violations(page)).toEqual([])
  expect(besidesLine(bot, complaints)).toEqual([])
})
