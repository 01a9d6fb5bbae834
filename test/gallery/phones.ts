import chromium from '@sparticuz/chromium'
import { chromium as browserType } from 'playwright-core'
import { until } from '../support/until.ts'
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

/** Waits until the bot has said so much in a chat. */
async function untilSaid(userId: string, count: number): Promise<void> {
  await until(`${count} messages to ${userId}`, async () => {
    return (await chat(userId)).filter((it) => it.from === 'bot').length >= count
  })
}

await untilSaid(OWNER, 4)
await post('/buttons/1')
await untilSaid(OWNER, 5)
await post(`/users/${OWNER}/tap`, { label: '批准' })
await untilSaid(OWNER, 6)
await post('/buttons/3')
await untilSaid(LOUIS, 5)
await post(`/users/${LOUIS}/tap`, { label: '批准' })
await untilSaid(LOUIS, 6)

const browser = await browserType.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args.filter((it) => it !== '--single-process'), '--no-sandbox'],
})
const page = await browser.newPage({ viewport: { width: 1640, height: 980 }, deviceScaleFactor: 1.25 })
await page.goto(bot.simulatorUrl)
await page.locator(`section[data-user="${LOUIS}"] button`, { hasText: '確認批准' }).first().waitFor()
await page.evaluate('document.fonts.ready')
await page.screenshot({ path: 'docs/phones.png' })
await browser.close()
await bot.stop()
process.stdout.write('docs/phones.png\n')
