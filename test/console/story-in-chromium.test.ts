import { expect, test } from 'vitest'
import { startBot } from '../support/bot.ts'
import { aProposal } from '../support/given.ts'
import { visible } from '../support/phone.ts'
import { until } from '../support/until.ts'
import { openBrowser } from './browser.ts'
import { linkFor } from './visit.ts'

const WIDE = { width: 1680, height: 1050, theme: 'light' } as const

test('in a browser, 林怡君 asks the bot in her phone for the console, signs in, approves there, and both phones say so', {
  timeout: 120_000,
}, async () => {
  const bot = await startBot()
  await bot.person('pls_owner', '林怡君')
  const other = await bot.person('pls_owner', '周雅婷')
  const { proposal } = await aProposal(bot)
  const browser = await openBrowser()
  const { page, context, complaints } = await browser.open(WIDE)
  await page.goto(bot.sim.url)
  await page.waitForSelector('body[data-ready="true"]')
  const phone = (name: string) => page.locator(`section[data-name="${name}"]`)

  await phone('林怡君').locator('.composer textarea').fill('作戰台')
  await phone('林怡君').locator('.composer .send').click()
  await until(
    'the command',
    async () => (await bot.db.prisma.inboxEvent.count({ where: { handledAt: null } })) > 0,
  )
  await bot.runTasks()
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    phone('林怡君').locator('a[href*="/console/link/"]').click(),
  ])
  const said: string[] = []
  tab.on('console', (message) => message.type() === 'error' && said.push(message.text()))
  await tab.getByRole('button', { name: '登入' }).click()
  await tab.getByRole('heading', { name: '等待決定' }).waitFor()

  const watching = await context.newPage()
  await watching.goto(`${bot.url}/console`)
  await watching.getByText('自動更新中').waitFor()
  const mine = watching.locator('.for-whom dd').first()
  expect(await mine.textContent()).toBe('1')

  await tab.getByRole('link', { name: '修復提案：抓取失敗' }).first().click()
  await tab.getByText('Connection reset by peer').waitFor()
  await tab.getByRole('button', { name: '批准', exact: true }).click()
  await tab.getByText('已批准。LINE 上的卡片也會這樣回答。').waitFor()
  await bot.runTasks()
  await phone('周雅婷').locator('article', { hasText: '已批准' }).first().waitFor()
  expect(visible((await other.read()).at(-1))).toContain('林怡君')
  const after = await bot.db.prisma.workerPolicyDecision.findUniqueOrThrow({ where: { id: proposal.id } })
  expect(after).toMatchObject({ status: 'approved', decidedBy: '林怡君', reason: '在作戰台批准' })
  await until('the overview to follow by itself', async () => (await mine.textContent()) === '0')

  // The card that is still in the phone answers who was first.
  await phone('周雅婷').getByRole('button', { name: '批准', exact: true }).first().click()
  await until(
    'the tap',
    async () => (await bot.db.prisma.inboxEvent.count({ where: { handledAt: null } })) > 0,
  )
  await bot.runTasks()
  await phone('周雅婷')
    .getByText(/已經由 林怡君/)
    .waitFor()
  expect([...complaints.filter((it) => !it.startsWith('asked ')), ...said]).toEqual([])
})

test('without scripts everything works but what follows by itself: signing in, deciding, language, signing out', {
  timeout: 120_000,
}, async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { proposal } = await aProposal(bot)
  const { page, complaints } = await (await openBrowser()).open({ ...WIDE, javaScript: false })
  await page.goto(`${bot.url}${await linkFor(owner)}`)
  await page.getByRole('button', { name: '登入' }).click()
  await page.goto(`${bot.url}/console/proposals/${proposal.id}`)
  await page.getByLabel('拒絕的原因').fill('證據不夠，請附上完整輸出')
  await page.getByRole('button', { name: '拒絕', exact: true }).click()
  await page.getByText('已拒絕，原因會轉給 worker。').waitFor()
  await page.goto(`${bot.url}/console/events`)
  await page.getByText('以表格顯示').click()
  expect(await page.locator('svg.chart').count()).toBe(1)
  await page.locator('button[name="language"]:visible').click()
  await page.getByRole('heading', { name: 'Events', exact: true }).waitFor()
  await page.locator('.foot.wide').getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
  expect(complaints).toEqual([])
})

test('with the keyboard alone one skips to the content, follows a link and approves', {
  timeout: 120_000,
}, async () => {
  const bot = await startBot()
  const owner = await bot.person('pls_owner', '林怡君')
  const { proposal } = await aProposal(bot)
  const { page } = await (await openBrowser()).open(WIDE)
  await page.goto(`${bot.url}${await linkFor(owner)}`)
  await page.getByRole('button', { name: '登入' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`${bot.url}/console`)
  await page.goto(`${bot.url}/console/proposals/${proposal.id}`)
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.className')).toBe('skip')
  await page.keyboard.press('Enter')
  const focused = () => page.evaluate('document.activeElement.textContent.trim()')
  for (let n = 0; n < 12 && (await focused()) !== '批准'; n += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('已批准。LINE 上的卡片也會這樣回答。').waitFor()
})

test('an id is copied by its button, and a bar says its day and numbers', {
  timeout: 120_000,
}, async () => {
  const bot = await startBot()
  const louis = await bot.person('louis', 'Louis')
  await aProposal(bot)
  const { page, context, complaints } = await (await openBrowser()).open(WIDE)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${bot.url}${await linkFor(louis)}`)
  await page.getByRole('button', { name: '登入' }).click()
  await page.goto(`${bot.url}/console/settings`)
  await page.locator('.copy').first().click()
  const member = await bot.db.prisma.member.findFirstOrThrow()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(member.id)
  await page.goto(`${bot.url}/console/events`)
  const box = await page.locator('svg.chart').boundingBox()
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 20, (box?.y ?? 0) + 60)
  expect(await page.locator('.tip').textContent()).toContain('抓取失敗 2')
  expect(complaints).toEqual([])
})
