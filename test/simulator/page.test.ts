import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flex, openScene, postbackButton, type Scene, text } from './scene.ts'

let browser: Browser

beforeAll(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // With a single process, closing one page would end the whole browser.
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
  })
})

afterAll(() => browser.close())

/** Opens the page; anything that it asks of another host, or that fails in it, ends in `complaints`. */
async function openPage(scene: Scene): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  page.on('request', (request) => isForeign(scene, request.url()) && complaints.push(request.url()))
  await page.goto(scene.sim.url)
  await page.waitForSelector('body[data-ready="true"]')
  return { page, complaints }
}

const isForeign = (scene: Scene, url: string) => !url.startsWith(scene.sim.url) && !url.startsWith('data:')

const push = (scene: Scene, to: string, ...messages: unknown[]) =>
  scene.line('POST', '/v2/bot/message/push', { to, messages })

test('HTML in a message stays text on the page', async () => {
  await using scene = await openScene()
  const html = '<img src=x onerror="alert(1)"><b>bold</b>'
  const to = await scene.user(html)
  await push(
    scene,
    to,
    text(html),
    flex({ type: 'text', text: html, wrap: true }, postbackButton('<i>x</i>', 'x')),
  )
  const { page, complaints } = await openPage(scene)
  const phone = page.locator(`section[data-user="${to}"]`)
  expect(await phone.locator('.bubble').textContent()).toBe(html)
  expect(await phone.locator('.flex-text').textContent()).toBe(html)
  expect(await phone.getByRole('button', { name: '<i>x</i>' }).count()).toBe(1)
  expect(await phone.locator('img, b, i').count()).toBe(0)
  expect(complaints).toEqual([])
  await page.close()
})

test('a person writes with Enter, and the message arrives at the bot and on the phone', async () => {
  await using scene = await openScene()
  await scene.user('Louis')
  const { page } = await openPage(scene)
  const phone = page.locator('section[data-name="Louis"]')
  await phone.getByLabel('輸入訊息').fill('待批')
  await phone.getByLabel('輸入訊息').press('Enter')
  await phone.locator('article.own', { hasText: '待批' }).waitFor()
  await expect.poll(() => scene.lastEvent()).toMatchObject({ message: { text: '待批' } })
  await page.close()
})

test('a message that arrives appears without a reload, and its button can be tapped', async () => {
  await using scene = await openScene()
  const to = await scene.user('Louis')
  const { page } = await openPage(scene)
  const phone = page.locator('section[data-name="Louis"]')
  await push(scene, to, flex(postbackButton('批准', 'yes', { displayText: '我批准' })))
  await phone.getByRole('button', { name: '批准', exact: true }).click()
  await phone.locator('article.own', { hasText: '我批准' }).waitFor()
  await expect.poll(() => scene.lastEvent()).toMatchObject({ postback: { data: 'yes' } })
  await page.close()
})

test("with the phone's large text grows what says that it scales, and nothing else", async () => {
  await using scene = await openScene()
  const to = await scene.user('Louis')
  const { page } = await openPage(scene)
  const part = (text: string, more: object) => ({ type: 'text', text, size: 'sm', ...more })
  await push(scene, to, flex(part('fixed', {}), part('grows', { scaling: true })))
  const sizes = () =>
    page.evaluate(`[...document.querySelectorAll('.flex-text p')].map((it) => getComputedStyle(it).fontSize)`)
  await page.locator('.flex-text').nth(1).waitFor()
  expect(await sizes()).toEqual(['14px', '14px'])
  await page.getByRole('button', { name: '字級：標準' }).click()
  expect(await sizes()).toEqual(['14px', '16.8px'])
  await page.getByRole('button', { name: '字級：大' }).click()
  expect(await sizes()).toEqual(['14px', '19.6px'])
  await page.close()
})

test('openKeyboard and oaMessage links put their text into the input', async () => {
  await using scene = await openScene()
  const to = await scene.user('Louis')
  const uri = 'https://line.me/R/oaMessage/%40000simul/?%E7%B6%81%E5%AE%9A%20A1'
  const keyboard = { inputOption: 'openKeyboard', fillInText: '拒絕 P-1：' }
  await push(
    scene,
    to,
    flex(postbackButton('拒絕', 'no', keyboard), {
      type: 'button',
      action: { type: 'uri', label: '綁定', uri },
    }),
  )
  const { page } = await openPage(scene)
  const phone = page.locator('section[data-name="Louis"]')
  await phone.getByRole('button', { name: '拒絕' }).click()
  expect(await phone.getByLabel('輸入訊息').inputValue()).toBe('拒絕 P-1：')
  await phone.getByRole('button', { name: '綁定' }).click()
  expect(await phone.getByLabel('輸入訊息').inputValue()).toBe('綁定 A1')
  await page.close()
})

test('quick replies are shown until somebody writes', async () => {
  await using scene = await openScene()
  const to = await scene.user('Louis')
  const action = { type: 'message', label: '要', text: '要' }
  await push(scene, to, { ...text('?'), quickReply: { items: [{ type: 'action', action }] } })
  const { page } = await openPage(scene)
  const quick = page.locator('section[data-name="Louis"] .quick button')
  expect(await quick.allTextContents()).toEqual(['要'])
  await push(scene, to, text('later'))
  await expect.poll(() => quick.count()).toBe(0)
  await page.close()
})

test('a message in a closed group chat is counted on its tab', async () => {
  await using scene = await openScene()
  const user = await scene.user('Louis')
  const { body } = await scene.control('POST', '/groups', { name: '前線', members: [user], silent: true })
  const { page } = await openPage(scene)
  await push(scene, String(body.group_id), text('hi'))
  const tab = page.getByRole('tab', { name: /前線/ })
  await expect.poll(() => tab.locator('.badge').textContent()).toBe('1')
  await tab.click()
  await page.locator('article', { hasText: 'hi' }).waitFor()
  await page.close()
})

test('the page says that the simulator is gone', async () => {
  const scene = await openScene()
  await scene.user('Louis')
  const { page } = await openPage(scene)
  await scene[Symbol.asyncDispose]()
  await page.locator('#connection[data-state="lost"]').waitFor()
  await page.close()
})
