import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Page, chromium as playwright } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startDemo } from '../support/demo.ts'
import { until } from '../support/until.ts'

async function openPage(url: string): Promise<{ page: Page; complaints: string[] }> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1680, height: 1050 } })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(url)
  await page.waitForSelector('body[data-ready="true"]')
  return { page, complaints }
}

/** Keeps a picture where somebody wants some. */
async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.COUNTERSIGN_SCREENSHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.evaluate('document.fonts.ready')
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}

test('in a browser, the ask is in the phones, two failures bring a proposal, and a click on 批准 decides it', {
  timeout: 90_000,
}, async () => {
  const demo = await startDemo()
  const { page, complaints } = await openPage(demo.simUrl)
  const phone = (name: string) => page.locator(`section[data-name="${name}"]`)
  expect(await page.locator('section[data-user]').count()).toBe(4)
  for (const name of ['Louis', '林怡君']) {
    await phone(name).locator('article', { hasText: '請定三條規則' }).waitFor()
    await until(
      `the questions of ${name}`,
      async () => (await phone(name).getByRole('button', { name: '批准', exact: true }).count()) === 3,
    )
  }
  expect(await phone('陳柏翰').getByRole('button', { name: '批准', exact: true }).count()).toBe(0)
  await photograph(page, 'ask')

  await page.getByRole('button', { name: /兩次抓取失敗/ }).click()
  const card = phone('林怡君').locator('article', { hasText: '修復提案：抓取失敗' }).first()
  await card.waitFor()
  expect(await card.textContent()).toContain('Connection reset by peer')
  await photograph(page, 'proposal')

  await card.getByRole('button', { name: '批准', exact: true }).click()
  await phone('林怡君').locator('article.own', { hasText: '批准' }).waitFor()
  await phone('林怡君').locator('article.other', { hasText: '已批准' }).waitFor()
  await photograph(page, 'decision')
  expect(complaints).toEqual([])

  const decisions = await demo.query(
    "select status, version, decided_by from worker_policy_decisions where policy_key like 'repair:%'",
  )
  expect(decisions).toEqual([{ status: 'approved', version: 2, decided_by: '林怡君' }])
  const audit = await demo.query(
    "select actor_name, old_state->>'status' as old, new_state->>'status' as new, reason from audit_log where verb like 'policy.%' and verb <> 'policy.ask'",
  )
  expect(audit).toEqual([{ actor_name: '林怡君', old: 'draft', new: 'approved', reason: '在 LINE 點選批准' }])
})
