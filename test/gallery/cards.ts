import { globSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { ALBUM, openBrowser, openPhones, photograph } from './album.ts'
import { indexPage } from './index-page.ts'
import type { Scene } from './scene.ts'
import { CHAPTERS } from './scenes/all.ts'
import { openStage, type Stage } from './stage.ts'

// npm run gallery:cards: photographs every card, answer and menu in both languages. LINE is the simulator here.

async function play(stage: Stage, scene: Scene): Promise<void> {
  const { says, play, tells, shownTo } = scene
  if (says) await stage.send(shownTo, says[stage.locale])
  await play?.(stage)
  if (tells) await stage.andHear(shownTo, () => stage.draw(shownTo, tells(stage.locale)))
}

const scenes = CHAPTERS.flatMap((it) => it.scenes)
const browser = await openBrowser()
const pictures: string[] = []
for (const locale of ['zh-TW', 'en'] as const) {
  const stage = await openStage(locale)
  const page = await openPhones(browser, stage)
  for (const scene of scenes) {
    try {
      await play(stage, scene)
      pictures.push(...(await photograph(page, stage, scene)))
    } catch (error) {
      throw new Error(`${scene.name} in ${locale}`, { cause: error })
    }
  }
  await page.close()
  await stage.stop()
}
await browser.close()
const old = globSync(`${ALBUM}/{card,answer,menu}-*.png`).filter((it) => !pictures.includes(it))
for (const file of old) await rm(file)
const ofConsole = globSync('console-*.png', { cwd: ALBUM })
await writeFile(`${ALBUM}/README.md`, indexPage(CHAPTERS, ofConsole))
process.stdout.write(`${pictures.length} pictures in ${ALBUM}, ${old.length} old ones removed\n`)
