import chromium from '@sparticuz/chromium'
import { type Browser, chromium as browserType, type Page } from 'playwright-core'
import type { Scene } from './scene.ts'
import type { Message, Stage } from './stage.ts'

/** Where the pictures are kept. */
export const ALBUM = 'docs/gallery'

/** High enough that no card is longer than the phone, and a phone's own height. */
const TALL = { width: 1000, height: 2600 }
const PHONE = { width: 1000, height: 960 }
export async function openBrowser(): Promise<Browser> {
  return browserType.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((it) => it !== '--single-process'), '--no-sandbox'],
  })
}

/** The simulator's page with everybody's phone. */
export async function openPhones(browser: Browser, stage: Stage): Promise<Page> {
  const page = await browser.newPage({ viewport: TALL, deviceScaleFactor: 1.25 })
  await page.goto(stage.simulatorUrl)
  await page.locator('body[data-ready="true"]').waitFor()
  await page.evaluate('document.fonts.ready')
  return page
}

const phoneOf = (page: Page, stage: Stage, { shownTo }: Scene) =>
  page.locator(`section[data-user="${stage.userIdOf(shownTo)}"]`)

async function photographPhone(page: Page, stage: Stage, scene: Scene, path: string): Promise<void> {
  await page.setViewportSize(PHONE)
  const phone = phoneOf(page, stage, scene)
  const menu = phone.locator('details.menu')
  if (!(await menu.getAttribute('open'))) await menu.locator('summary').click()
  await phone.locator('.device').screenshot({ path })
  await menu.locator('summary').click()
  await page.setViewportSize(TALL)
}

/** The message, and its quick replies where it has some. */
async function photographMessage(page: Page, stage: Stage, scene: Scene, it: Message, path: string) {
  const phone = phoneOf(page, stage, scene)
  const tabs = phone.getByRole('tab')
  await (scene.shownTo === 'group' ? tabs.last() : tabs.first()).click()
  const article = phone.locator(`article[data-message-id="${it.id}"]`)
  await article.waitFor()
  await article.scrollIntoViewIfNeeded()
  const box = await article.boundingBox()
  const quick = it.quick_replies.length > 0 ? await phone.locator('.quick').boundingBox() : null
  if (!box) throw new Error(`${scene.name}: the message is not on the phone`)
  if (!quick) return article.screenshot({ path })
  const height = quick.y + quick.height - box.y
  return page.screenshot({ path, clip: { ...box, x: quick.x, width: quick.width, height } })
}

/** Takes the pictures of a scene that was played, into docs/gallery. */
export async function photograph(page: Page, stage: Stage, scene: Scene): Promise<string[]> {
  const file = (variant: string) => `${ALBUM}/${scene.name}${variant}.${stage.locale}.png`
  if (scene.phone) {
    await photographPhone(page, stage, scene, file(''))
    return [file('')]
  }
  const message = (await stage.heard(scene.shownTo)).filter(scene.message ?? (() => true)).at(-1)
  if (!message) throw new Error(`${scene.name}: the bot has said nothing like it`)
  await photographMessage(page, stage, scene, message, file(''))
  if (!scene.largeText) return [file('')]
  const setTextSize = (size: string) => page.evaluate(`document.body.dataset.textSize = '${size}'`)
  await setTextSize('large')
  await photographMessage(page, stage, scene, message, file('.large-text'))
  await setTextSize('regular')
  return [file(''), file('.large-text')]
}
