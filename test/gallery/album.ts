import chromium from '@sparticuz/chromium'
import { type Browser, chromium as browserType, type Page } from 'playwright-core'
import type { Scene } from './scene.ts'
import type { Message, Stage } from './stage.ts'

/** Where the pictures are kept. */
export const ALBUM = 'docs/gallery'

/** High enough that no card is longer than the phone, and a phone's own height. */
const TALL = { width: 1000, height: 2600 }
const PHONE = { width: 1000, height: 960 }

/** A Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  return browserType.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((it) => it !== '--single-process'), '--no-sandbox'],
  })
}

/** Phones have their own emoji; this machine may have no font for them, so these are drawn. */
const DRAWN_EMOJI = {
  '🟢': 'background:#22a652',
  '🟡': 'background:#f2c118',
  '🔴': 'background:#d92d27',
  '⛔': 'background:linear-gradient(#d92d27 40%,#fff 40% 60%,#d92d27 60%)',
}

const EMOJI_STYLE = 'display:inline-block;width:.85em;height:.85em;border-radius:50%;vertical-align:-.05em'

const drawEmoji = (page: Page, messageId: string) =>
  page.evaluate(`for (const bubble of document.querySelectorAll('article[data-message-id="${messageId}"] .bubble')) {
    for (const [emoji, style] of Object.entries(${JSON.stringify(DRAWN_EMOJI)}))
      bubble.innerHTML = bubble.innerHTML.replaceAll(emoji, '<i style="${EMOJI_STYLE};' + style + '"></i>')
  }`)

/** The simulator's page with everybody's phone. */
export async function openPhones(browser: Browser, stage: Stage): Promise<Page> {
  // The page's policy lets in no style but its own, and the pictures need one.
  const page = await browser.newPage({ viewport: TALL, deviceScaleFactor: 1.25, bypassCSP: true })
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

/** Widths in pixels: of a card with the space beside it, and of what is round the cards. */
const CARD = 308
const ROW_CHROME = 80

/** Cards side by side do not fit on a phone: for the picture they stand in rows of three. */
const inRows = (cards: number) => `
  .phone { width: ${ROW_CHROME + CARD * Math.min(cards, 3)}px !important; }
  .flex-message.strip { flex-wrap: wrap; row-gap: 8px; }
  .flex-message.strip .flex-bubble { width: 300px; max-width: 300px; }`

async function photographMessage(page: Page, stage: Stage, scene: Scene, it: Message, path: string) {
  const cards = it.contents?.type === 'carousel' ? (it.contents.contents?.length ?? 1) : 0
  const style = cards > 1 ? await page.addStyleTag({ content: inRows(cards) }) : null
  await photographArticle(page, stage, scene, it, path)
  await style?.evaluate((node) => (node as unknown as { remove(): void }).remove())
}

/** The message, and its quick replies where it has some. */
async function photographArticle(page: Page, stage: Stage, scene: Scene, it: Message, path: string) {
  const phone = phoneOf(page, stage, scene)
  const tabs = phone.getByRole('tab')
  await (scene.shownTo === 'group' ? tabs.last() : tabs.first()).click()
  const article = phone.locator(`article[data-message-id="${it.id}"]`)
  await article.waitFor()
  await drawEmoji(page, it.id)
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
