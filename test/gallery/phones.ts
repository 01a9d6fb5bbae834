import { until } from '../support/until.ts'
import { openBrowser } from './album.ts'
import { openProgram } from './open-program.ts'

// npm run gallery:phones: the picture of the README. LINE is the simulator here.

const LOUIS = 'U10000000000000000000000000000001'
const OWNER = 'U20000000000000000000000000000002'

const bot = await openProgram()
const post = (path: string, body: object = {}) =>
  fetch(`${bot.simulatorUrl}/_sim${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const chat = async (userId: string) =>
  (
    (await (await fetch(`${bot.simulatorUrl}/_sim/users/${userId}/messages`)).json()) as {
      items: { from: string }[]
    }
  ).items

const said = async (userId: string) => (await chat(userId)).filter((it) => it.from === 'bot').length

/** Does something, and waits until the bot has said more in a chat. */
async function andHear(userId: string, act: () => Promise<unknown>): Promise<void> {
  const before = await said(userId)
  await act()
  await until(`an answer to ${userId}`, async () => (await said(userId)) > before)
}

for (const userId of [LOUIS, OWNER]) await until('the ask', async () => (await said(userId)) > 0)
await andHear(OWNER, () => post('/buttons/1'))
await andHear(OWNER, () => post(`/users/${OWNER}/tap`, { label: '批准' }))
await andHear(LOUIS, () => post('/buttons/3'))
await andHear(LOUIS, () => post(`/users/${LOUIS}/tap`, { label: '批准' }))

const browser = await openBrowser()
const page = await browser.newPage({ viewport: { width: 1640, height: 980 }, deviceScaleFactor: 1.25 })
await page.goto(bot.simulatorUrl)
await page.locator(`section[data-user="${LOUIS}"] button`, { hasText: '確認批准' }).first().waitFor()
await page.evaluate('document.fonts.ready')
await page.screenshot({ path: 'docs/phones.png' })
await browser.close()
await bot.stop()
process.stdout.write('docs/phones.png\n')
